/** What is asked of a figure; docs/performance.md has the same table. */
export interface Limit {
  measure: string;
  figure: string;
  limit: { atMost: number } | { atLeast: number };
  /** What the number counts. */
  of: string;
}

const BARE = 'times the bare app';

/** A figure that misses its limit is said and fails nothing: time on a shared machine is not a test. */
export const LIMITS = {
  command: { measure: 'acknowledge', figure: 'command, p99', limit: { atMost: 1.1 }, of: BARE },
  click: { measure: 'acknowledge', figure: 'click, p99', limit: { atMost: 1.3 }, of: BARE },
  ready: { measure: 'start', figure: 'ready after start', limit: { atMost: 1.3 }, of: BARE },
  atRest: { measure: 'start', figure: 'resident memory at rest', limit: { atMost: 1.4 }, of: BARE },
  moved: {
    measure: 'rollback',
    figure: 'own share, confirmed to pointer moved, 5 ms a call',
    limit: { atMost: 20 },
    of: 'ms',
  },
  ownShare: {
    measure: 'rollback',
    figure: 'own share of any other',
    limit: { atMost: 100 },
    of: 'ms, or a tenth of the total where that is more',
  },
  seed: { measure: 'rollback', figure: 'faster than the seed’s gcloud', limit: { atLeast: 10 }, of: 'times' },
  slackCalls: {
    measure: 'slack-calls',
    figure: 'busiest minute of three operations at once',
    limit: { atMost: 0.5 },
    of: 'of what Slack allows',
  },
  guard: { measure: 'guard', figure: 'append and comparison, p50', limit: { atMost: 5 }, of: 'ms' },
  reads: {
    measure: 'reads',
    figure: 'status and history, p50',
    limit: { atMost: 1.5 },
    of: 'times as long as with 10 operations',
  },
  year: { measure: 'monitoring', figure: 'a year of measurements', limit: { atMost: 60 }, of: 'MB' },
  monitor: {
    measure: 'monitoring',
    figure: '/navi monitor over 30 days with a year, p50',
    limit: { atMost: 1.2 },
    of: 'times as long as with a month',
  },
  measuring: {
    measure: 'measuring',
    figure: 'every source, 500 visitors a minute',
    limit: { atMost: 5 },
    of: '% of a core',
  },
  backlogReady: { measure: 'backlog', figure: 'ready after start', limit: { atMost: 5_000 }, of: 'ms' },
  backlogStatus: { measure: 'backlog', figure: '/navi status', limit: { atMost: 1_000 }, of: 'ms' },
  backlogPointer: { measure: 'backlog', figure: 'pointer moved', limit: { atMost: 2_000 }, of: 'ms' },
  restart: {
    measure: 'restart',
    figure: 'pointer moved, the record checked by the process before',
    limit: { atMost: 2_000 },
    of: 'ms',
  },
  memory: { measure: 'memory', figure: 'release and rollback', limit: { atMost: 300 }, of: 'MB' },
  releases: { measure: 'releases', figure: 'each release of a row', limit: { atMost: 300 }, of: 'MB' },
} as const satisfies Record<string, Limit>;

/** The rows of the table in docs/performance.md. */
export function limitRows(): string[] {
  return Object.values<Limit>(LIMITS).map(({ measure, figure, limit, of }) => {
    const [words, number] = 'atMost' in limit ? ['at most', limit.atMost] : ['at least', limit.atLeast];
    return `| \`${measure}\` | ${figure} | ${words} ${number.toLocaleString('en')} ${of} |`;
  });
}

/** For a figure that is held against a number and not against a peer. */
export function verdictOn(value: number, limit: { atMost: number }, unit: string): string {
  return `at most ${limit.atMost} ${unit}: ${value <= limit.atMost ? 'kept' : 'MISSED'}`;
}

import { atLeast, counted } from '../../domain/figures.ts';
import { MINUTE_MS, mergeSamples, type Sample } from '../../domain/sample.ts';
import type { Health } from '../../domain/source-health.ts';
import type { Tx } from '../../ports/store.ts';
import { seriesName, sourceName, sourceTrouble } from '../monitoring/index.ts';
import type { Counts, Side } from './compare-releases.ts';
import type { Watch } from './decide-watch.ts';

/** Only scripts' own reports count loads per release and minute. Of two sources the one with more minutes counts. */
const SOURCES = ['datadog', 'sentry'] as const;
type SourceName = (typeof SOURCES)[number];

/** The newest minutes that are compared. */
const WINDOW_MS = 60 * MINUTE_MS;
/** How old the newest of them may be: older ones do not say how it is now. */
const NEWEST_MS = 10 * MINUTE_MS;

interface Asked {
  now: Date;
  /** A minute with fewer errors per load is not bad. */
  leastRate: number;
}

/** Loads and errors of the watched release and the replaced one, in the minutes in which all four were measured. */
export async function readCounts(
  tx: Tx,
  { version, replaced, startedAt }: Pick<Watch, 'version' | 'replaced' | 'startedAt'>,
  { now, leastRate }: Asked,
): Promise<Counts | { missing: string }> {
  if (replaced === null) return { missing: 'there is no earlier release' };
  const from = new Date(Math.max(Date.parse(startedAt), now.getTime() - WINDOW_MS));
  const range = { from: from.toISOString(), to: now.toISOString() };
  const all: Found[] = [];
  for (const source of SOURCES) {
    const read = (is: 'loads' | 'errors', of: string) =>
      tx.samples.read({ series: seriesName({ is, source, version: of }), grain: 'minute' }, range);
    const rows = {
      freshLoads: await read('loads', version),
      freshErrors: await read('errors', version),
      oldLoads: await read('loads', replaced),
      oldErrors: await read('errors', replaced),
    };
    all.push(foundIn(source, rows, leastRate));
  }
  const oldest = new Date(now.getTime() - NEWEST_MS).toISOString();
  const fresh = all.filter(({ newest }) => newest !== null && newest >= oldest);
  const best = fresh.toSorted((one, other) => other.counts.minutes - one.counts.minutes)[0];
  return best?.counts ?? { missing: await whyMissing(tx, all, { version, replaced }) };
}

interface Compared {
  version: string;
  replaced: string;
}

/** Why nothing of the newest minutes can be compared. */
async function whyMissing(tx: Tx, all: readonly Found[], of: Compared): Promise<string> {
  const states = await tx.sourceStates.all();
  const used = all.filter(({ counts: { source } }) =>
    states.some((one) => one.source === source && !isUnused(one.health)),
  );
  const troubles = used.flatMap(({ counts: { source } }) => sourceTrouble(source, states) ?? []);
  if (troubles.length > 0) return troubles.join('; ');
  const [working] = used.toSorted((a, b) => ((a.newest ?? '') < (b.newest ?? '') ? 1 : -1));
  if (working === undefined) return 'no source reports loads per minute';
  const since = working.newest === null ? '' : ` since ${working.newest}`;
  const seen = [sourceName(working.counts.source), ...errorsText(working, of)].join('; ');
  return `no loads per minute of both releases${since} (${seen})`;
}

/** Errors that are known, and cannot be compared. */
function errorsText({ errors: { fresh, old } }: Found, { version, replaced }: Compared): string[] {
  const known = [...errorsOf(version, fresh), ...errorsOf(replaced, old)];
  return known.length === 0 ? [] : [`within an hour ${known.join(', ')}`];
}

function errorsOf(version: string, { count, isAtLeast }: Sum): string[] {
  return count === 0 ? [] : [`${atLeast(isAtLeast)}${counted(count, 'error')} of v${version}`];
}

/** Without its setting. One that lacks a right was meant to be used. */
function isUnused(health: Health): boolean {
  return health.is === 'not-set-up' && health.missing.is === 'setting';
}

type Rows = Record<'freshLoads' | 'freshErrors' | 'oldLoads' | 'oldErrors', readonly Sample[]>;

interface Found {
  counts: Counts & { source: SourceName };
  /** The newest minute in which all four were measured, ISO; null for none. */
  newest: string | null;
  /** Of each release, also in minutes that cannot be compared. */
  errors: Record<'fresh' | 'old', Sum>;
}

/** A minute counts only where all four were measured: what was not measured is not zero. */
function foundIn(source: SourceName, rows: Rows, leastRate: number): Found {
  const times = Object.values(rows).map((samples) => new Set(samples.map(({ at }) => at)));
  const [first = new Set<string>(), ...others] = times;
  const common = [...first].filter((at) => others.every((one) => one.has(at))).toSorted();
  const those = (samples: readonly Sample[]) => samples.filter(({ at }) => common.includes(at));
  const firstBadAt = common.find((at) => {
    const of = (samples: readonly Sample[]) => sumOf(samples.filter((one) => one.at === at)).count;
    const [loads, errors] = [of(rows.freshLoads), of(rows.freshErrors)];
    return loads > 0 && errors / loads >= leastRate;
  });
  return {
    newest: common.at(-1) ?? null,
    errors: { fresh: sumOf(rows.freshErrors), old: sumOf(rows.oldErrors) },
    counts: {
      source,
      minutes: common.length,
      fresh: sideOf(sumOf(those(rows.freshLoads)), sumOf(those(rows.freshErrors))),
      old: sideOf(sumOf(those(rows.oldLoads)), sumOf(those(rows.oldErrors))),
      ...(firstBadAt === undefined ? {} : { firstBadAt }),
    },
  };
}

interface Sum {
  count: number;
  isAtLeast: boolean;
}

function sideOf(loads: Sum, errors: Sum): Side {
  return {
    loads: loads.count,
    errors: errors.count,
    isLoadsAtLeast: loads.isAtLeast,
    isErrorsAtLeast: errors.isAtLeast,
  };
}

function sumOf(samples: readonly Sample[]): Sum {
  const merged = mergeSamples(samples);
  if (merged?.measure.is !== 'count') return { count: 0, isAtLeast: false };
  return { count: merged.measure.count, isAtLeast: merged.isAtLeast };
}

import { z } from 'zod';
import type { Minutes } from '../../domain/period.ts';
import { eachMinute } from '../../domain/sample.ts';
import type { ReportCount, Reports } from '../../ports/reports.ts';
import { type Ask, createJsonService } from '../http/index.ts';

export interface SentryOptions {
  /** Undefined means sentry.io. */
  baseUrl: string | undefined;
  token: string;
  organization: string;
  /** Its number. */
  project: string;
  environment: string;
  /** The releases are `package@version`. */
  package: string;
  /** The part of loads that scripts report, from 0 to 1. */
  sampleRate: number;
  /** Milliseconds for one read, with all its requests. */
  deadlineMs: number;
}

const SENTRY = 'https://sentry.io';
const HOUR_MS = 3_600_000;
/** Sentry gives series of at most ten releases; the others come together as `Other`. */
const MOST_RELEASES = '10';

/** Only counts by release: no title, message or address of an event is asked for. */
const Stats = z.object({
  data: z.array(z.tuple([z.number(), z.array(z.object({ count: z.number().nonnegative() }))])),
});
/** By release; without any event it is one series of zeros. */
const ByRelease = z.union([Stats.transform(() => ({})), z.record(z.string().max(250), Stats)]);
const Outcomes = z.object({
  intervals: z.array(z.iso.datetime({ offset: true })),
  groups: z.array(
    z.object({
      by: z.object({ outcome: z.string() }),
      series: z.object({ 'sum(quantity)': z.array(z.number()) }),
    }),
  ),
});

/** Sentry: errors and transactions by release and minute, and what became of them (docs/services.md). */
export function createSentry(options: SentryOptions): Reports {
  const { token, deadlineMs, baseUrl = SENTRY } = options;
  const service = createJsonService({
    service: 'sentry',
    baseUrl,
    deadlineMs,
    headers: async () => ({ authorization: `Bearer ${token}` }),
  });
  return {
    read: (minutes) =>
      service.call('read', async (ask) => {
        const [errors, loads, partErrors, lostLoads] = await Promise.all([
          counts(ask, options, { minutes, dataset: 'errors', search: '' }),
          counts(ask, options, { minutes, dataset: 'transactions', search: ' transaction:load' }),
          partly(ask, options, { minutes, category: 'error' }),
          partly(ask, options, { minutes, category: 'transaction' }),
        ]);
        const partLoads = options.sampleRate < 1 ? new Set(eachMinute(minutes)) : lostLoads;
        return { errors, loads, partErrors, partLoads };
      }),
  };
}

function pathOf({ organization }: SentryOptions, what: string): string {
  return `/api/0/organizations/${encodeURIComponent(organization)}/${what}/`;
}

function rangeOf({ from, to }: Minutes, project: string): [string, string][] {
  return [
    ['project', project],
    ['start', from.toISOString()],
    ['end', to.toISOString()],
  ];
}

async function counts(
  ask: Ask,
  options: SentryOptions,
  { minutes, dataset, search }: { minutes: Minutes; dataset: string; search: string },
): Promise<ReportCount[]> {
  const { data } = await ask({
    path: pathOf(options, 'events-stats'),
    query: [
      ...rangeOf(minutes, options.project),
      ['dataset', dataset],
      ['query', `release.package:${options.package}${search}`],
      ['environment', options.environment],
      ['interval', '1m'],
      ['yAxis', 'count()'],
      ['field', 'release'],
      ['field', 'count()'],
      ['topEvents', MOST_RELEASES],
      ['sort', '-count()'],
    ],
    shape: ByRelease,
  });
  const prefix = `${options.package}@`;
  return Object.entries(data).flatMap(([release, { data: points }]) => {
    const version = release.startsWith(prefix) ? release.slice(prefix.length) : 'other';
    return points.flatMap(([seconds, values]): ReportCount[] => {
      const at = seconds * 1000;
      const count = values.reduce((sum, one) => sum + one.count, 0);
      if (count === 0 || at < minutes.from.getTime() || at >= minutes.to.getTime()) return [];
      return [{ minute: new Date(at).toISOString(), version, count }];
    });
  });
}

/** The minutes of the hours in which some was not accepted: Sentry tells that by the hour only. */
async function partly(
  ask: Ask,
  options: SentryOptions,
  { minutes, category }: { minutes: Minutes; category: string },
): Promise<ReadonlySet<string>> {
  const { data } = await ask({
    path: pathOf(options, 'stats_v2'),
    query: [
      ...rangeOf(minutes, options.project),
      ['field', 'sum(quantity)'],
      ['groupBy', 'outcome'],
      ['category', category],
      ['interval', '1h'],
    ],
    shape: Outcomes,
  });
  const lost = data.groups.filter(({ by }) => by.outcome !== 'accepted');
  const hours = new Set(
    data.intervals.flatMap((start, at) =>
      lost.some(({ series }) => (series['sum(quantity)'][at] ?? 0) > 0) ? hourOf(start) : [],
    ),
  );
  return new Set(eachMinute(minutes).filter((minute) => hours.has(hourOf(minute))));
}

function hourOf(at: string): number {
  return Math.floor(Date.parse(at) / HOUR_MS);
}

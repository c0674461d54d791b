import { MINUTE_MS, type Sample } from '../../../domain/sample.ts';
import type { Figures } from '../decide-verdict.ts';
import { countIn, type Days, type Measured, mergedOf } from '../measured.ts';
import type { Series } from '../series.ts';
import type { Tally } from '../tally.ts';

/** The remote views of the edge: Google's uptime checks, and what the load balancer counts of its clients. */
export const REMOTE = [
  'uptime-requests',
  'uptime-failures',
  'uptime-latency',
  'cdn-requests',
  'cdn-latency',
] as const;
export type Remote = Extract<Series, { is: (typeof REMOTE)[number] }>;

/** Responses that the edge owed its client and did not give: an error of the server, or none at all. */
const FAILED: ReadonlySet<string> = new Set(['500', '0']);

type Rows = readonly { series: Series; rows: readonly Sample[] }[];

/**
 * Answered and failed requests, as Google's uptime checks saw them from outside; where there are none, as the load
 * balancer counted them. Null for none of both.
 */
export function availabilityTally(all: Rows): Tally | null {
  const checks = rowsOf(all, 'uptime-requests');
  if (checks.length > 0) return tallyOf(checks, rowsOf(all, 'uptime-failures'));
  const requests = rowsOf(all, 'cdn-requests');
  if (requests.length === 0) return null;
  const failed = all.flatMap(({ series, rows }) =>
    series.is === 'cdn-requests' && FAILED.has(series.responseClass) ? rows : [],
  );
  return tallyOf(requests, failed);
}

function tallyOf(requests: readonly Sample[], failures: readonly Sample[]): Tally {
  const [total, bad] = [countIn(requests), countIn(failures)];
  return { bad: bad.count, total: total.count, isBadAtLeast: bad.isAtLeast, isTotalAtLeast: total.isAtLeast };
}

function rowsOf(all: Rows, is: Series['is']): Sample[] {
  return all.flatMap(({ series, rows }) => (series.is === is ? rows : []));
}

/** Durations in each location, with whose clock they were measured by; the load balancer's run until the client has it all. */
export function latencyFigures(measured: readonly Measured<Remote>[]): Extract<Figures, { is: 'latency' }> {
  const locations = measured.flatMap(({ series, days }) => {
    const name = locationOf(series);
    const measure = mergedOf(days);
    return name === null || measure?.is !== 'histogram' ? [] : [{ name, histogram: measure.histogram }];
  });
  return { is: 'latency', locations: locations.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

function locationOf(series: Remote): string | null {
  if (series.is === 'uptime-latency') return `${series.location} (uptime check)`;
  return series.is === 'cdn-latency' ? `${series.continent} (clients)` : null;
}

const HOUR_MS = 60 * MINUTE_MS;

/** The part of a window's hours of which something was measured. */
export function coverageOf(hours: readonly Sample[], { from, to }: Days): number {
  const measured = new Set(hours.map(({ at }) => at)).size;
  const expected = Math.max(1, Math.floor((to.getTime() - from.getTime()) / HOUR_MS));
  return Math.min(1, measured / expected);
}

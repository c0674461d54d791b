import { notBuilt } from './errors.ts';
import { countOf, type Events } from './events.ts';
import { type Aggregate, type Compute, intervalOf } from './request.ts';

/** Points that a timeseries has where no interval is named. */
const USUAL_POINTS = 150;

interface Bucket {
  by: Record<string, string>;
  computes: Record<string, unknown>;
}

/** Groups by facets, the largest group first; a group without any event is not there. */
export function bucketsOf(events: readonly Events[], asked: Aggregate): Bucket[] {
  const heard = events.filter((one) => countOf([one], asked.from, asked.to) > 0);
  const facets = asked.group_by.map(({ facet }) => facet);
  const having = heard.filter((one) => facets.every((facet) => one.facets[facet] !== undefined));
  const groups = Map.groupBy(having, (one) => JSON.stringify(facets.map((facet) => one.facets[facet])));
  // Without facets there is one bucket, also of nothing.
  if (facets.length === 0 && groups.size === 0) groups.set('[]', []);
  const limit = Math.min(...asked.group_by.map(({ limit }) => limit), asked.page.limit ?? 1000);
  return [...groups.values()]
    .map((members) => ({ members, count: countOf(members, asked.from, asked.to) }))
    .toSorted((one, other) => other.count - one.count)
    .slice(0, limit)
    .map(({ members }) => ({
      by: Object.fromEntries(facets.map((facet) => [facet, members[0]?.facets[facet] ?? ''])),
      computes: Object.fromEntries(
        asked.compute.map((compute, nth) => [`c${nth}`, computed(members, compute, asked)]),
      ),
    }));
}

function computed(
  members: readonly Events[],
  { aggregation, type, interval }: Compute,
  { from, to }: Aggregate,
) {
  if (aggregation !== 'count') throw notBuilt(`the aggregation ${aggregation}`);
  if (type === 'total') return countOf(members, from, to);
  const step =
    interval === undefined ? Math.ceil((to - from) / USUAL_POINTS / 60_000) * 60_000 : intervalOf(interval);
  const first = Math.floor(from / step) * step;
  const points = [];
  for (let at = first; at < to; at += step) {
    const value = countOf(members, Math.max(at, from), Math.min(at + step, to));
    if (value > 0) points.push({ time: new Date(at).toISOString(), value });
  }
  return points;
}

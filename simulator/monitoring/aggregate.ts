import { findRule } from './aligners.ts';
import { invalid, invalidField } from './errors.ts';
import type { Descriptor, RawSeries } from './metrics.ts';
import type { Query } from './query.ts';
import type { Value, ValueType } from './values.ts';

const MINUTE_MS = 60_000;

export interface Point {
  /** Milliseconds since the epoch; for a gauge both are the same. */
  start: number;
  end: number;
  value: Value;
}

export interface AnswerSeries {
  metric: RawSeries['metric'];
  resource: RawSeries['resource'];
  kind: 'DELTA' | 'GAUGE';
  valueType: ValueType;
  /** Newest first. */
  points: Point[];
}

/** Refuses an aligner or a reducer that does not fit the metric, whether it has series or not. */
export function checkRules(descriptor: Descriptor, { aligner, reducer }: Query): void {
  if (aligner !== 'ALIGN_NONE') ruleOf('aggregation.perSeriesAligner', aligner, descriptor);
  if (reducer !== 'REDUCE_NONE' && findRule(reducer, descriptor) === 'unknown')
    ruleOf('aggregation.crossSeriesReducer', reducer, descriptor);
}

/** Aligns and reduces; `visibleUntil` is the instant up to which samples have arrived. */
export function aggregate(raw: readonly RawSeries[], query: Query, visibleUntil: number): AnswerSeries[] {
  const aligned = raw.map((series) =>
    query.aligner === 'ALIGN_NONE'
      ? asTheyAre(series, query, visibleUntil)
      : align(series, query, visibleUntil),
  );
  const heard = aligned.filter(({ points }) => points.length > 0);
  return query.reducer === 'REDUCE_NONE' ? heard : reduce(heard, query);
}

/** A sample of a minute is a point at its end; minutes without one are holes. */
function asTheyAre(series: RawSeries, { start, end }: Query, visibleUntil: number): AnswerSeries {
  const { metric, resource, kind, valueType } = series;
  const points: Point[] = [];
  const last = Math.floor(Math.min(end, visibleUntil) / MINUTE_MS);
  for (let minute = last - 1; (minute + 1) * MINUTE_MS > start; minute -= 1) {
    const [value] = series.values(minute, minute + 1);
    const at = (minute + 1) * MINUTE_MS;
    if (value !== undefined) points.push({ start: kind === 'GAUGE' ? at : at - MINUTE_MS, end: at, value });
  }
  return { metric, resource, kind, valueType, points };
}

/** The periods end at the interval's end and go back from there; one without a sample has no point. */
function align(series: RawSeries, query: Query, visibleUntil: number): AnswerSeries {
  const { start, end, periodMs, aligner } = query;
  const rule = ruleOf('aggregation.perSeriesAligner', aligner, series);
  const points: Point[] = [];
  for (let at = end; at > start; at -= periodMs) {
    const until = Math.min(at, visibleUntil);
    const values = series.values(Math.floor((at - periodMs) / MINUTE_MS), Math.floor(until / MINUTE_MS));
    if (values.length === 0) continue;
    points.push({
      start: rule.kind === 'GAUGE' ? at : at - periodMs,
      end: at,
      value: rule.of(values, periodMs),
    });
  }
  const { metric, resource, valueType } = series;
  return { metric, resource, kind: rule.kind, valueType: points[0]?.value.type ?? valueType, points };
}

function reduce(aligned: readonly AnswerSeries[], { reducer, groupBy, periodMs }: Query): AnswerSeries[] {
  const groups = Map.groupBy(aligned, (series) =>
    JSON.stringify(groupBy.map((field) => labelOf(series, field))),
  );
  return [...groups.values()].map((members) => {
    const [first] = members;
    if (first === undefined) throw new Error('a group has members');
    const rule = ruleOf('aggregation.crossSeriesReducer', reducer, first);
    const byEnd = Map.groupBy(
      members.flatMap(({ points }) => points),
      ({ end }) => end,
    );
    const points = [...byEnd.values()].map((same) => {
      const [one] = same;
      if (one === undefined) throw new Error('a group has points');
      const value = rule.of(
        same.map((point) => point.value),
        periodMs,
      );
      return { start: rule.kind === 'GAUGE' ? one.end : one.start, end: one.end, value };
    });
    return {
      metric: { type: first.metric.type, labels: keptLabels(first, groupBy, 'metric') },
      resource: { type: first.resource.type, labels: keptLabels(first, groupBy, 'resource') },
      kind: rule.kind,
      valueType: points[0]?.value.type ?? first.valueType,
      points: points.toSorted((one, other) => other.end - one.end),
    };
  });
}

function ruleOf(field: string, name: string, series: Pick<AnswerSeries, 'kind' | 'valueType'>) {
  const rule = findRule(name, series);
  const what = field.endsWith('Aligner') ? 'aligner' : 'reducer';
  if (rule === 'unknown') throw invalid(`Invalid value at '${field}' (TYPE_ENUM), "${name}"`);
  if (rule === 'not-applicable')
    throw invalidField(
      field,
      name,
      `The ${what} cannot be applied to metrics with kind ${series.kind} and value type ${series.valueType}.`,
    );
  return rule;
}

/** Of a field such as `metric.labels.cache_result`, `resource.labels.project_id` or `resource.type`. */
export function labelOf(
  { metric, resource }: Pick<RawSeries, 'metric' | 'resource'>,
  field: string,
): string | undefined {
  const [of, what, name] = field.replace(/\.label\./, '.labels.').split('.');
  const from = of === 'metric' ? metric : of === 'resource' ? resource : undefined;
  if (what === 'type') return from?.type;
  return name === undefined ? undefined : from?.labels[name];
}

/** Reducing keeps the labels by which it groups; of the resource the project stays. */
function keptLabels(series: AnswerSeries, groupBy: readonly string[], of: 'metric' | 'resource') {
  const kept: Record<string, string> = {};
  if (of === 'resource') kept['project_id'] = series.resource.labels['project_id'] ?? '';
  for (const field of groupBy) {
    const name = field.split('.')[2];
    const value = labelOf(series, field);
    if (field.startsWith(`${of}.`) && name !== undefined && value !== undefined) kept[name] = value;
  }
  return kept;
}

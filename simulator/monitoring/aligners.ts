import type { RawSeries } from './metrics.ts';
import { added, percentileOf, type Value, type ValueType } from './values.ts';

/** One rule that makes one value of those of a period; `undefined` makes none. */
interface Rule {
  kind: 'DELTA' | 'GAUGE';
  of(values: readonly Value[], periodMs: number): Value;
}

type Fits = (series: Pick<RawSeries, 'kind' | 'valueType'>) => boolean;

const isNumeric = (type: ValueType) => type === 'INT64' || type === 'DOUBLE';
const delta: Fits = ({ kind }) => kind === 'DELTA';
const numericDelta: Fits = ({ kind, valueType }) => kind === 'DELTA' && isNumeric(valueType);
const numericGauge: Fits = ({ kind, valueType }) => kind === 'GAUGE' && isNumeric(valueType);
const boolean: Fits = ({ valueType }) => valueType === 'BOOL';
const distribution: Fits = ({ valueType }) => valueType === 'DISTRIBUTION';

const numbers = (values: readonly Value[]) =>
  values.map((each) => (each.type === 'DISTRIBUTION' ? 0 : Number(each.value)));
const double = (value: number): Value => ({ type: 'DOUBLE', value });
const int = (value: number): Value => ({ type: 'INT64', value });
const mean = (values: readonly Value[]) => numbers(values).reduce((sum, one) => sum + one, 0) / values.length;
const trues = (values: readonly Value[]) => values.filter(({ value }) => value === true).length;

function summed(values: readonly Value[]): Value {
  const [first] = values;
  if (first?.type === 'DISTRIBUTION')
    return {
      type: 'DISTRIBUTION',
      value: added(values.flatMap((each) => (each.type === 'DISTRIBUTION' ? [each.value] : []))),
    };
  const total = numbers(values).reduce((sum, one) => sum + one, 0);
  return first?.type === 'DOUBLE' ? double(total) : int(total);
}

function percentile(percent: number) {
  return (values: readonly Value[]): Value => {
    const sum = summed(values);
    if (sum.type === 'DISTRIBUTION') return double(percentileOf(sum.value, percent));
    const sorted = numbers(values).toSorted((one, other) => one - other);
    return double(sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))] ?? 0);
  };
}

interface Named {
  fits: Fits;
  /** The result's kind; the input's where none is named. */
  kind?: 'GAUGE';
  of: Rule['of'];
}

/** The aligners that this simulator knows, each with the metrics that it can be applied to. */
const ALIGNERS: Readonly<Record<string, Named>> = {
  ALIGN_DELTA: { fits: delta, of: summed },
  ALIGN_SUM: { fits: (series) => delta(series) || numericGauge(series), of: summed },
  ALIGN_RATE: {
    fits: numericDelta,
    kind: 'GAUGE',
    of: (values, periodMs) => double((mean(values) * values.length * 1000) / periodMs),
  },
  ALIGN_MEAN: { fits: numericGauge, of: (values) => double(mean(values)) },
  ALIGN_MIN: { fits: numericGauge, of: (values) => double(Math.min(...numbers(values))) },
  ALIGN_MAX: { fits: numericGauge, of: (values) => double(Math.max(...numbers(values))) },
  ALIGN_COUNT_TRUE: { fits: boolean, of: (values) => int(trues(values)) },
  ALIGN_COUNT_FALSE: { fits: boolean, of: (values) => int(values.length - trues(values)) },
  ALIGN_FRACTION_TRUE: { fits: boolean, of: (values) => double(trues(values) / values.length) },
  ALIGN_NEXT_OLDER: {
    fits: ({ kind }) => kind === 'GAUGE',
    of: (values) => values.at(-1) ?? double(0),
  },
  ALIGN_PERCENTILE_99: { fits: distribution, kind: 'GAUGE', of: percentile(99) },
  ALIGN_PERCENTILE_95: { fits: distribution, kind: 'GAUGE', of: percentile(95) },
  ALIGN_PERCENTILE_50: { fits: distribution, kind: 'GAUGE', of: percentile(50) },
  ALIGN_PERCENTILE_05: { fits: distribution, kind: 'GAUGE', of: percentile(5) },
};

const isNumericOrDistribution: Fits = ({ valueType }) => isNumeric(valueType) || valueType === 'DISTRIBUTION';
const numeric: Fits = ({ valueType }) => isNumeric(valueType);

/** The reducers that it knows. */
const REDUCERS: Readonly<Record<string, Named>> = {
  REDUCE_SUM: { fits: isNumericOrDistribution, of: summed },
  REDUCE_MEAN: { fits: numeric, of: (values) => double(mean(values)) },
  REDUCE_MIN: { fits: numeric, of: (values) => double(Math.min(...numbers(values))) },
  REDUCE_MAX: { fits: numeric, of: (values) => double(Math.max(...numbers(values))) },
  REDUCE_COUNT: { fits: () => true, kind: 'GAUGE', of: (values) => int(values.length) },
  REDUCE_COUNT_TRUE: { fits: boolean, of: (values) => int(trues(values)) },
  REDUCE_COUNT_FALSE: { fits: boolean, of: (values) => int(values.length - trues(values)) },
  REDUCE_FRACTION_TRUE: { fits: boolean, of: (values) => double(trues(values) / values.length) },
  REDUCE_PERCENTILE_99: { fits: isNumericOrDistribution, kind: 'GAUGE', of: percentile(99) },
  REDUCE_PERCENTILE_95: { fits: isNumericOrDistribution, kind: 'GAUGE', of: percentile(95) },
  REDUCE_PERCENTILE_50: { fits: isNumericOrDistribution, kind: 'GAUGE', of: percentile(50) },
  REDUCE_PERCENTILE_05: { fits: isNumericOrDistribution, kind: 'GAUGE', of: percentile(5) },
};

/** The rule of this name for such series; what it is when the metric is of the wrong kind, or the name unknown. */
export function findRule(
  name: string,
  series: Pick<RawSeries, 'kind' | 'valueType'>,
): Rule | 'not-applicable' | 'unknown' {
  const rule = ALIGNERS[name] ?? REDUCERS[name];
  if (rule === undefined) return 'unknown';
  if (!rule.fits(series)) return 'not-applicable';
  return { kind: rule.kind ?? series.kind, of: rule.of };
}

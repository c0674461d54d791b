import { fromText, toText } from '../../../domain/histogram.ts';
import type { Measure } from '../../../domain/sample.ts';

/** A measure as short text: `n 12` is a count, `l …` a level, and a histogram begins with the letter of its format. */
export function measureText(measure: Measure): string {
  switch (measure.is) {
    case 'count':
      return `n ${measure.count}`;
    case 'histogram':
      return toText(measure.histogram);
    case 'value': {
      const { times, sum, min, max, last } = measure;
      return ['l', times, sum, min, max, last.value, last.at].join(' ');
    }
  }
}

/** The measure of such a text; undefined where Navi has not written it. */
export function measureOf(text: string): Measure | undefined {
  const [kind, ...parts] = text.split(' ');
  if (kind === 'n') {
    const count = Number(parts[0]);
    const isCount = parts.length === 1 && parts[0] !== '' && Number.isFinite(count) && count >= 0;
    return isCount ? { is: 'count', count } : undefined;
  }
  if (kind === 'l') return levelOf(parts);
  const histogram = fromText(text);
  return histogram && { is: 'histogram', histogram };
}

function levelOf(parts: readonly string[]): Measure | undefined {
  const at = parts.at(-1) ?? '';
  const [times, sum, min, max, value, ...more] = parts
    .slice(0, -1)
    .map((part) => (part === '' ? Number.NaN : Number(part)));
  if (times === undefined || sum === undefined || min === undefined) return undefined;
  if (max === undefined || value === undefined || more.length > 0) return undefined;
  if (![times, sum, min, max, value, Date.parse(at)].every(Number.isFinite)) return undefined;
  return { is: 'value', times, sum, min, max, last: { at, value } };
}

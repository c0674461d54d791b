import { invalidField, notBuilt } from './errors.ts';

/** What a series is asked about: its types and labels under the names that filters use. */
export type Facts = (selector: string) => string | undefined;

export interface Filter {
  /** The one metric that the filter names. */
  metricType: string;
  matches(facts: Facts): boolean;
}

const TERM =
  /^\s*(?<selector>[a-z_.]+)\s*(?<operator>=|!=)\s*(?:"(?<text>(?:[^"\\]|\\.)*)"|(?<number>-?\d+)|(?<call>starts_with|one_of)\s*\(\s*(?<inside>"[^)]*")\s*\))\s*/;
const AND = /^AND\s+/;

interface Term {
  selector: string;
  isNegated: boolean;
  fits: (value: string) => boolean;
}

/** Reads a monitoring filter: comparisons joined by AND, the only ones that dashboards of one load balancer need. */
export function readFilter(filter: string): Filter {
  const terms = termsOf(filter);
  const named = terms.filter(({ selector }) => selector === 'metric.type');
  const [type] = named;
  const metricType = type === undefined ? undefined : /metric\.type\s*=\s*"([^"]+)"/.exec(filter)?.[1];
  if (named.length !== 1 || metricType === undefined)
    throw invalidField(
      'filter',
      filter,
      'the filter must specify exactly one metric type by "metric.type = …"',
    );
  return {
    metricType,
    matches: (facts) =>
      terms.every(({ selector, isNegated, fits }) => fits(facts(selector) ?? '') !== isNegated),
  };
}

function termsOf(filter: string): Term[] {
  if (/\bOR\b|\bNOT\b|monitoring\.regex|has_substring|ends_with/.test(filter))
    throw notBuilt(`the filter ${filter}`);
  const terms: Term[] = [];
  let rest = filter.trim();
  while (rest !== '') {
    const match = TERM.exec(rest);
    if (match?.groups === undefined) throw invalidField('filter', filter, 'The lexical value is not valid');
    const { selector = '', operator, text, number, call, inside = '' } = match.groups;
    const values = [...inside.matchAll(/"([^"]*)"/g)].map(([, value = '']) => value);
    terms.push({
      selector: selector.replace(/\.label\./, '.labels.'),
      isNegated: operator === '!=',
      fits: fitting({ literal: text ?? number, call, values }),
    });
    rest = rest.slice(match[0].length);
    if (rest === '') break;
    // Two comparisons side by side are joined by AND as well.
    rest = rest.replace(AND, '');
  }
  return terms;
}

function fitting({
  literal,
  call,
  values,
}: {
  literal: string | undefined;
  call: string | undefined;
  values: string[];
}) {
  if (call === 'starts_with') return (value: string) => value.startsWith(values[0] ?? '');
  if (call === 'one_of') return (value: string) => values.includes(value);
  return (value: string) => value === literal;
}

import type { Series } from '../visitors/minutes.ts';
import { createRandom } from '../visitors/random.ts';
import type { Traffic } from '../visitors/traffic.ts';
import { DatadogError, notBuilt } from './errors.ts';

const MINUTE_MS = 60_000;

/** RUM events of one kind, in counts per minute. */
export interface Events {
  facets: Readonly<Record<string, string>>;
  at(minute: number): number;
}

/** Views (one for each load) and errors, as far as their sessions are sampled. */
export function eventsOf(traffic: Traffic, sampleRate: number): Events[] {
  const views = traffic.loads.series().map((series) => ({
    facets: { ...common(series), '@type': 'view', '@view.name': 'load' },
    at: sampled(series, sampleRate),
  }));
  const errors = traffic.errors.series().map((series) => ({
    facets: {
      ...common(series),
      '@type': 'error',
      '@error.source': 'source',
      '@error.type': series.labels['kind'] ?? '',
      '@error.fingerprint': `navi-loader-${series.labels['kind']?.toLowerCase()}`,
      // What no reader may store.
      '@error.message': 'jane.roe@patients.example opened /pathway/oncology-42',
      '@view.url': 'https://care.example/pathway/oncology-42?patient=jane.roe',
      '@usr.email': 'jane.roe@patients.example',
    },
    at: sampled(series, sampleRate),
  }));
  return [...views, ...errors];
}

function common({ labels }: Series): Record<string, string> {
  return {
    service: 'navi-loader',
    env: 'production',
    version: labels['release'] ?? '',
    '@session.type': 'user',
    '@application.id': 'navi-loader-app',
  };
}

/** The same part of the same minute, however often it is asked for. */
function sampled(series: Series, rate: number): (minute: number) => number {
  const key = Object.values(series.labels).join(' ');
  return (minute) => {
    const count = series.at(minute);
    return rate >= 1 || count === 0 ? count : createRandom(`rum ${key} ${minute}`).binomial(count, rate);
  };
}

const TERM = /^(?<not>-?)(?<facet>@?[\w.]+):(?:"(?<quoted>[^"]*)"|(?<bare>[^\s()]+))\s*/;

/** Datadog's search: `facet:value` side by side or joined by AND, each with `-`, quotes, or `*` for anything. */
export function readSearch(query: string): (facets: Events['facets']) => boolean {
  if (/[()]|\bOR\b|\bNOT\b|:[<>[]/.test(query)) throw notBuilt(`the search ${query}`);
  const terms: ((facets: Events['facets']) => boolean)[] = [];
  let rest = query.trim();
  while (rest !== '' && rest !== '*') {
    const match = TERM.exec(rest);
    if (match?.groups === undefined) throw new DatadogError(400, `Invalid query: ${query}`);
    const { not, facet = '', quoted, bare = '' } = match.groups;
    const parts = (quoted ?? bare).split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${parts.join('.*')}$`);
    terms.push((facets) => pattern.test(facets[facet] ?? '') === (not === ''));
    rest = rest.slice(match[0].length).replace(/^AND\s+/, '');
  }
  return (facets) => terms.every((term) => term(facets));
}

/** An event counts at the start of its minute, so that ranges that follow each other count each event once. */
export function countOf(events: readonly Events[], from: number, to: number): number {
  let count = 0;
  for (let minute = Math.ceil(from / MINUTE_MS); minute * MINUTE_MS < to; minute += 1)
    for (const one of events) count += one.at(minute);
  return count;
}

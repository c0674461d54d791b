import { z } from 'zod';
import type { SourceId } from '../../domain/source-health.ts';

/** Sources that scripts report to: they alone know the loads of a release. */
const REPORT_SOURCES = ['sentry', 'datadog'] as const satisfies readonly SourceId[];

const name = z.string().min(1);

/**
 * The series that Navi saves: this file alone makes and reads their names. Requests, failures, loads, errors and
 * reported breaks are counts, latencies are histograms, the others are levels.
 */
const Series = z.discriminatedUnion('is', [
  // Navi's own reads of the pointers at the edge, those of all release lines together.
  z.object({ is: z.literal('probe-requests'), probe: name }),
  z.object({ is: z.literal('probe-failures'), probe: name }),
  z.object({ is: z.literal('probe-latency'), probe: name }),
  // The `Age` header, in seconds: how long the edge has had its copy.
  z.object({ is: z.literal('probe-age'), probe: name }),
  // Google's uptime checks.
  z.object({ is: z.literal('uptime-requests'), location: name }),
  z.object({ is: z.literal('uptime-failures'), location: name }),
  z.object({ is: z.literal('uptime-latency'), location: name }),
  // What the load balancer counts: `200` stands for 200 to 299, `0` for no answer; a cache result such as `HIT`.
  z.object({ is: z.literal('cdn-requests'), responseClass: name, cache: name }),
  // Its latency, until the client has acknowledged the last byte.
  z.object({ is: z.literal('cdn-latency'), continent: name }),
  // Downloads of a day of UTC; of a version, of the seven days that end with it. Their rows are days; they have no others.
  z.object({ is: z.literal('npm-days'), package: name }),
  z.object({ is: z.literal('npm-downloads'), package: name, version: name }),
  // What scripts report. `other` is every version that neither Navi's record nor an earlier report knows.
  z.object({ is: z.literal('loads'), source: z.enum(REPORT_SOURCES), version: name }),
  z.object({ is: z.literal('errors'), source: z.enum(REPORT_SOURCES), version: name }),
  // Breaks that customers reported: how many are open, and how many were reported in the minute.
  z.object({ is: z.literal('breaks'), what: z.enum(['open', 'reported']) }),
  // Open vulnerabilities: how many, and the age of the oldest in hours (absent where none is open).
  z.object({ is: z.literal('vulnerabilities'), what: z.enum(['open', 'oldest-hours']) }),
]);
export type Series = z.infer<typeof Series>;

/** What is after the colon, in order. */
const PARTS: { [K in Series['is']]: readonly Exclude<keyof Extract<Series, { is: K }>, 'is'>[] } = {
  'probe-requests': ['probe'],
  'probe-failures': ['probe'],
  'probe-latency': ['probe'],
  'probe-age': ['probe'],
  'uptime-requests': ['location'],
  'uptime-failures': ['location'],
  'uptime-latency': ['location'],
  'cdn-requests': ['responseClass', 'cache'],
  'cdn-latency': ['continent'],
  'npm-days': ['package'],
  'npm-downloads': ['package', 'version'],
  loads: ['source', 'version'],
  errors: ['source', 'version'],
  breaks: ['what'],
  vulnerabilities: ['what'],
};

/** The name of a series, such as `loads:sentry/1.2.0` or `npm-downloads:@awell-health/navi-js@1.2.0`. */
export function seriesName(series: Series): string {
  const values: Readonly<Record<string, string>> = series;
  const parts = PARTS[series.is].map((part) => encoded(values[part] ?? '', plainIn(part)));
  return `${series.is}:${parts.join(separatorOf(series.is))}`;
}

/** What a name is of; undefined for one that Navi does not make. */
export function parseSeries(name: string): Series | undefined {
  const colon = name.indexOf(':');
  const is = name.slice(0, colon);
  if (!isKind(is)) return undefined;
  const parts: readonly string[] = PARTS[is];
  const text = name.slice(colon + 1);
  const values = parts.length === 1 ? [text] : splitAt(text, separatorOf(is));
  const decoded = values.map(decode);
  if (decoded.length !== parts.length || decoded.includes(undefined)) return undefined;
  const series = Series.safeParse({
    is,
    ...Object.fromEntries(parts.map((part, at) => [part, decoded[at]])),
  });
  return series.success && seriesName(series.data) === name ? series.data : undefined;
}

function isKind(is: string): is is Series['is'] {
  return Object.hasOwn(PARTS, is);
}

/** A package has a slash in its name, and a version no @. */
function separatorOf(is: Series['is']): '@' | '/' {
  return is === 'npm-downloads' ? '@' : '/';
}

function splitAt(text: string, separator: '@' | '/'): string[] {
  if (separator === '/') return text.split('/');
  const at = text.lastIndexOf('@');
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function plainIn(part: string): RegExp {
  return part === 'package' ? /[^A-Za-z0-9._~:+@/-]/gu : /[^A-Za-z0-9._~:+-]/gu;
}

/** Names come from outside: every odd character is encoded, so that none can be a separator. */
function encoded(text: string, odd: RegExp): string {
  return text
    .toWellFormed()
    .replace(odd, (one) =>
      [...new TextEncoder().encode(one)]
        .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
        .join(''),
    );
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

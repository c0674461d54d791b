/** An object's headers besides its bytes and its Cache-Control. Absent ones are null. */
export type ObjectHeaders = {
  contentType: string;
  contentEncoding: string | null;
  contentLanguage: string | null;
  contentDisposition: string | null;
  /** Custom metadata. */
  metadata: Readonly<Record<string, string>>;
};

/** The headers that a browser gets with a pointer's bytes: a pointer is right only with them. */
export type ServedHeaders = {
  cacheControl: string;
  contentType: string;
  contentEncoding: string | null;
};

/** How an object's headers differ from the expected ones, one phrase for each; empty when they are right. */
export function headerDifferences(found: ServedHeaders, expected: ServedHeaders): string[] {
  const differs = (name: string, a: string | null, b: string | null) =>
    same(a) === same(b) ? [] : [`${name} is ${shown(a)}, expected ${shown(b)}`];
  return [
    ...differs('Cache-Control', found.cacheControl, expected.cacheControl),
    ...differs('Content-Type', found.contentType, expected.contentType),
    ...differs('Content-Encoding', found.contentEncoding, expected.contentEncoding),
  ];
}

/** The headers in a probe's answer; null where absent. */
export interface EdgeHeaders {
  cacheControl: string | null;
  contentType: string | null;
}

/**
 * How a browser's answer at the edge differs from the expected one. The CDN may shorten the max-age and may compress
 * (Cloud CDN, "client TTL" and "dynamic compression"); it may not lengthen the max-age.
 */
export function edgeDifferences(found: EdgeHeaders, expected: ServedHeaders): string[] {
  const allowed = browserSeconds(expected.cacheControl);
  const kept = browserSeconds(found.cacheControl);
  const isTooLong = allowed !== null && (kept === null || kept > allowed);
  const isPinned = isImmutable(found.cacheControl) && !isImmutable(expected.cacheControl);
  return [
    ...(isTooLong || isPinned
      ? [`Cache-Control is ${shown(found.cacheControl)}, expected ${expected.cacheControl}`]
      : []),
    ...(essence(found.contentType) === essence(expected.contentType)
      ? []
      : [`Content-Type is ${shown(found.contentType)}, expected ${expected.contentType}`]),
  ];
}

/**
 * For how many seconds a browser may use an answer with this Cache-Control without asking again (RFC 9111, section 5.2);
 * null where it does not say, and the browser chooses.
 */
export function browserSeconds(cacheControl: string | null): number | null {
  const directives = directivesOf(cacheControl);
  if (directives.some((one) => one === 'no-store' || one === 'no-cache')) return 0;
  const maxAge = directives.flatMap((one) => /^max-age="?(\d{1,9})"?$/.exec(one)?.[1] ?? [])[0];
  return maxAge === undefined ? null : Number(maxAge);
}

/**
 * As `browserSeconds`, of an object in the bucket: Cloud Storage serves a public one that has no Cache-Control with
 * `public, max-age=3600` (Cloud Storage docs, "Cache-Control").
 */
export function originSeconds(cacheControl: string): number | null {
  return cacheControl === '' ? 3600 : browserSeconds(cacheControl);
}

/** The longer of two times for which a browser may keep an answer; null where one of them is unknown. */
export function longerOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}

/** A browser never revalidates an immutable answer, not even on reload (RFC 8246). */
function isImmutable(cacheControl: string | null): boolean {
  return directivesOf(cacheControl).includes('immutable');
}

function directivesOf(cacheControl: string | null): string[] {
  return (cacheControl ?? '').split(',').map((one) => one.trim().toLowerCase());
}

function essence(contentType: string | null): string {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Spaces and case do not matter; an absent value equals an empty one. */
function same(value: string | null): string {
  return (value ?? '').replaceAll(' ', '').toLowerCase();
}

function shown(value: string | null): string {
  return value === null || value === '' ? 'not set' : value;
}

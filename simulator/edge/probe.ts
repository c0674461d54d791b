import type { Context } from 'hono';
import { type Cache, type Cached, createCache } from './cache.ts';

/** One point of presence: answers reads from its cache and fetches what is missing from the origin. */
export interface Probe {
  name: string;
  cache: Cache;
  answer(c: Context): Promise<Response>;
  /** Reads a path into the cache unless it is there; false when the origin does not have it. */
  warm(path: string): Promise<boolean>;
  /** What a browser is given that asks at this time. */
  load(path: string, at: number): Promise<{ entry: Cached; isHit: boolean }>;
}

export interface ProbeOptions {
  name: string;
  /** The host the load balancer answers for. */
  host: string;
  /** Reads an object's path, such as `/v1/navi-loader.js`, at the origin, with this `Accept-Encoding`. */
  fetchOrigin: (path: string, acceptEncoding: string) => Promise<OriginAnswer>;
  now: () => number;
  /** Whether the bucket's CORS configuration allows every page. */
  allowsPages: () => boolean;
}

/** The origin's answer, still packed. */
export interface OriginAnswer {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
}

/** Headers of the origin that Cloud CDN passes on. */
const PASSED_ON = [
  'content-type',
  'content-encoding',
  'content-language',
  'content-disposition',
  'vary',
  'cache-control',
  'etag',
  'last-modified',
  'x-goog-generation',
  'x-goog-hash',
];

const MAX_OBJECT_BYTES = 32 * 1024 * 1024;

export function createProbe({ name, host, fetchOrigin, now, allowsPages }: ProbeOptions): Probe {
  const cache = createCache(now);

  async function read(
    path: string,
    acceptEncoding: string,
    at = now(),
  ): Promise<{ entry: Cached; isHit: boolean }> {
    const variant = variantOf(acceptEncoding);
    const cached = cache.fresh(path, variant, at);
    if (cached !== undefined) return { entry: cached, isHit: true };
    const entry = entryOf(await fetchOrigin(path, variant), { at, variant });
    if (entry.status === 200 && entry.maxAge > 0) cache.keep(path, entry);
    return { entry, isHit: false };
  }

  return {
    name,
    cache,
    warm: async (path) => (await read(path, BROWSER)).entry.status === 200,
    load: (path, at) => read(path, BROWSER, at),
    answer: async (c) => {
      if (!isForUs(c, host)) return new Response('Not Found: unknown host', { status: 404 });
      const { entry, isHit } = await read(c.req.path, c.req.header('accept-encoding') ?? '');
      return render(entry, {
        isHit,
        now: now(),
        ifNoneMatch: c.req.header('if-none-match'),
        isHead: c.req.method === 'HEAD',
        isForPage: c.req.header('origin') !== undefined && allowsPages(),
      });
    },
  };
}

/** The probe answers under its own host name and the CDN's; every other Host is refused. */
function isForUs(c: Context, host: string): boolean {
  const asked = c.req.header('x-forwarded-host') ?? c.req.header('host') ?? '';
  const bare = asked.replace(/:\d+$/, '').toLowerCase();
  return [host.toLowerCase(), '127.0.0.1', 'localhost', ''].includes(bare);
}

/** The headers that a browser sends. */
const BROWSER = 'gzip, deflate, br, zstd';

/** Cloud CDN stores one copy for each `Accept-Encoding` where the answer varies by it; the origin knows gzip only. */
function variantOf(acceptEncoding: string): string {
  return /\bgzip\b/i.test(acceptEncoding) ? 'gzip' : 'identity';
}

function entryOf(answer: OriginAnswer, { at, variant }: { at: number; variant: string }): Cached {
  if (answer.bytes.length > MAX_OBJECT_BYTES) throw new Error('The object is larger than an edge caches');
  const headers: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = answer.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const varies = /\baccept-encoding\b/i.test(headers['vary'] ?? '');
  return {
    status: answer.status,
    bytes: answer.bytes,
    headers,
    variant: varies ? variant : null,
    cachedAt: at,
    maxAge: maxAgeOf(headers['cache-control'] ?? ''),
  };
}

function maxAgeOf(cacheControl: string): number {
  if (/no-store|no-cache|private/.test(cacheControl)) return 0;
  const shared = /s-maxage=(\d+)/.exec(cacheControl) ?? /max-age=(\d+)/.exec(cacheControl);
  return Number(shared?.[1] ?? 0);
}

interface Reading {
  isHit: boolean;
  now: number;
  ifNoneMatch: string | undefined;
  isHead: boolean;
  /** The request names its page, and the bucket allows it. */
  isForPage: boolean;
}

function render(entry: Cached, { isHit, now, ifNoneMatch, isHead, isForPage }: Reading): Response {
  if (entry.status === 404) return new Response('Not Found', { status: 404, headers: { via: '1.1 google' } });
  if (entry.status !== 200)
    return new Response('Bad Gateway', { status: 502, headers: { via: '1.1 google' } });
  const headers = new Headers(entry.headers);
  headers.set('via', '1.1 google');
  if (isForPage) headers.set('access-control-allow-origin', '*');
  headers.set('date', new Date(entry.cachedAt).toUTCString());
  if (isHit) headers.set('age', String(Math.floor((now - entry.cachedAt) / 1000)));
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (tags.includes('*') || tags.includes(entry.headers['etag'] ?? 'none'))
    return new Response(null, { status: 304, headers });
  headers.set('content-length', String(entry.bytes.length));
  return new Response(isHead ? null : new Uint8Array(entry.bytes), { headers });
}

import type { MiddlewareHandler } from 'hono';
import { hostOf, isLoopback } from './peer.ts';

/** A header that a page in a browser cannot send to another origin without a preflight; Navi never allows one. */
const CLIENT_HEADER = 'x-navi-client';

export interface Facts {
  host: string | undefined;
  origin: string | undefined;
  fetchSite: string | undefined;
  contentType: string | undefined;
  client: string | undefined;
}

export interface Turned {
  status: 400 | 403 | 415;
  error: string;
}

/**
 * Why a request to one of Navi's own routes is refused, or null. Only Navi's own client can send it: a web page may
 * send `text/plain` to any address, and reach this machine by a name that resolves to it.
 */
export function whyRefused(facts: Facts, allowedHosts: readonly string[]): Turned | null {
  const host = hostOf(facts.host);
  if (!isLoopback(host) && !allowedHosts.includes(host))
    return { status: 403, error: 'this is not a name of Navi: NAVI_ALLOWED_HOSTS lists them' };
  if (facts.origin !== undefined || (facts.fetchSite ?? 'none') !== 'none')
    return { status: 403, error: 'a browser asked, and Navi answers none here' };
  if (!/^application\/json\s*(;|$)/i.test(facts.contentType ?? ''))
    return { status: 415, error: 'the body must be application/json' };
  if ((facts.client ?? '') === '')
    return { status: 403, error: `the header ${CLIENT_HEADER} is missing: ask with npx navi` };
  return null;
}

/** Refuses every request that is not from Navi's own client. */
export function admit(allowedHosts: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const turned = whyRefused(
      {
        host: c.req.header('host'),
        origin: c.req.header('origin'),
        fetchSite: c.req.header('sec-fetch-site'),
        contentType: c.req.header('content-type'),
        client: c.req.header(CLIENT_HEADER),
      },
      allowedHosts,
    );
    return turned === null ? next() : c.json({ error: turned.error }, turned.status);
  };
}

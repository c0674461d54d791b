import type { Context } from 'hono';
import { Packument } from './packument.ts';

/** Calls from our proxy to verdaccio. */
export interface Upstream {
  /** Forwards the call, with another body or another token if given; the answer streams back. */
  forward(c: Context, body?: Buffer, token?: string): Promise<Response>;
  /** The package as verdaccio has it, without lag; `undefined` when there is none. */
  packument(name: string, accept?: string): Promise<Packument | undefined>;
  /** The user of the call's token. */
  userOf(c: Context): Promise<string | undefined>;
}

const DEADLINE_MS = 30_000;
/** Headers that belong to one connection, and those that would let verdaccio answer for what our proxy changes. */
const NOT_FORWARDED = [
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'if-none-match',
];
const NOT_RETURNED = [
  'connection',
  'keep-alive',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'date',
];

/** `isDead` says that npmjs would refuse a token; in verdaccio a token never ends. */
export function createUpstream(url: () => string, isDead: (token: string) => boolean): Upstream {
  return {
    forward: async (c, body, token) => {
      const { pathname, search } = new URL(c.req.url);
      const sent = without(c.req.raw.headers, NOT_FORWARDED);
      if (token !== undefined) sent.set('authorization', `Bearer ${token}`);
      const answer = await fetch(`${url()}${pathname}${search}`, {
        method: c.req.method,
        headers: sent,
        signal: AbortSignal.timeout(DEADLINE_MS),
        ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      });
      const headers = without(answer.headers, NOT_RETURNED);
      return new Response(answer.body, { status: answer.status, headers });
    },
    packument: async (name, accept = 'application/json') => {
      const answer = await fetch(`${url()}/${name.replace('/', '%2f')}`, {
        headers: { accept },
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`verdaccio answered ${answer.status} for ${name}`);
      return Packument.parse(await answer.json());
    },
    userOf: async (c) => {
      const authorization = c.req.header('authorization');
      if (authorization === undefined || isDead(authorization.replace(/^bearer +/i, ''))) return undefined;
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const answer = await fetch(`${url()}/-/whoami`, { headers: { authorization }, signal });
      const body: unknown = await answer.json();
      const hasName = typeof body === 'object' && body !== null && 'username' in body;
      return hasName && typeof body.username === 'string' ? body.username : undefined;
    },
  };
}

function without(headers: Headers, names: readonly string[]): Headers {
  const kept = new Headers(headers);
  for (const name of names) kept.delete(name);
  return kept;
}

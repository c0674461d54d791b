import type { Context } from 'hono';
import type { Keys } from './keys.ts';
import type { Lag } from './lag.ts';
import type { Ownership } from './ownership.ts';
import type { GranularTokens } from './tokens.ts';
import type { Trust } from './trust.ts';
import type { Upstream } from './upstream.ts';

/** What every call of the simulated registry is given. */
export interface Place {
  upstream: Upstream;
  lag: Lag;
  tokens: GranularTokens;
  trust: Trust;
  ownership: Ownership;
  keys: Keys;
  /** The trusted issuer of identity tokens. */
  issuer: () => string;
  /** The token with which our proxy writes for a trusted publisher. */
  trustedToken: () => Promise<string>;
  /** Our proxy's own address. */
  url: () => string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Whether only its members may install the package. */
  isRestricted: (name: string) => boolean;
  /** True when a packument written with an old `_rev` is a 409. */
  isStaleRevConflict: () => boolean;
}

/** The package of a call, however the slash in its name was written. */
export function packageOf(c: Context): string {
  const scope = c.req.param('scope');
  return scope === undefined ? (c.req.param('name') ?? '') : `${scope}/${c.req.param('bare')}`;
}

/** An error in the registry's own form. */
export function refuse(status: number, error: string): Response {
  return Response.json({ error, success: false }, { status });
}

import type { Context } from 'hono';
import type { Lag } from './lag.ts';
import type { GranularTokens } from './tokens.ts';
import type { Trust } from './trust.ts';
import type { Upstream } from './upstream.ts';

/** What every call of the simulated registry works on. */
export interface Place {
  upstream: Upstream;
  lag: Lag;
  tokens: GranularTokens;
  trust: Trust;
  /** Who signs the identity tokens that are believed. */
  issuer: () => string;
  /** The token by which our door writes for a trusted publisher. */
  trustedToken: () => Promise<string>;
  /** Our door's own address. */
  url: () => string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Whether only its members may install the package. */
  isRestricted: (name: string) => boolean;
  /** True when a packument written with an old `_rev` is a 409. */
  isStaleRevConflict: () => boolean;
}

/** The package a call is about, however its slash was written. */
export function packageOf(c: Context): string {
  const scope = c.req.param('scope');
  return scope === undefined ? (c.req.param('name') ?? '') : `${scope}/${c.req.param('bare')}`;
}

/** A refusal in the registry's own form. */
export function refuse(status: number, error: string): Response {
  return Response.json({ error, success: false }, { status });
}

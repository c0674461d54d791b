import { setTimeout as pause } from 'node:timers/promises';
import type { Octokit } from '@octokit/rest';
import { boundedFetch } from './bounded-fetch.ts';

/** Either a token, or the App whose installation issues tokens. */
export type GithubAuth = { token: string } | { appId: string; privateKey: string; installationId: number };

export interface ClientOptions {
  /** Undefined is GitHub's own address; a GitHub Enterprise Server's ends in `/api/v3`. */
  baseUrl?: string | undefined;
  /** Undefined when each request has its own token. */
  auth: GithubAuth | undefined;
  /** Milliseconds between two writes; by default a second, as GitHub recommends. */
  writesApartMs?: number;
}

/** GitHub recommends a second between writes. */
const BETWEEN_WRITES_MS = 1_000;

/** An installation's token lasts an hour; a new one is taken a minute earlier. */
const TOKEN_LASTS_MS = 59 * 60_000;

/** Installations' tokens, by Octokit's key, with the time on the monotonic clock. */
type Tokens = Map<string, { value: string; since: number }>;

const silent = () => {};

/** Returns the client; loads it at the first use, so that the start does not wait for it. */
export type LazyClient = () => Promise<Octokit>;

/**
 * Creates the client. It sends writes a second apart as GitHub asks ("Best practices for using the REST API"), and
 * never waits for a rate limit: the caller learns when to try again. There is no retry plugin, because it would send
 * a dispatch again after a 5xx and so release twice (docs/services.md, GitHub).
 */
export function createClient(options: ClientOptions): LazyClient {
  let loading: Promise<Octokit> | undefined;
  return () => {
    loading ??= load(options);
    return loading;
  };
}

async function load({ baseUrl, auth, writesApartMs = BETWEEN_WRITES_MS }: ClientOptions): Promise<Octokit> {
  const tokens: Tokens = new Map();
  const [rest, credentials] = await Promise.all([import('@octokit/rest'), credentialsOf(auth, tokens)]);
  const client = new rest.Octokit({
    ...credentials,
    ...(baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/+$/, '') }),
    userAgent: 'navi',
    request: { fetch: boundedFetch },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const inTurn = createTurns(writesApartMs);
  client.hook.wrap('request', (request, options) => {
    const send = () => withFreshToken(tokens, async () => request(options));
    return isWrite(options) ? inTurn(send) : send();
  });
  return client;
}

/**
 * A request for the app's own token does not count as a write: a write in its turn makes this request, and would wait
 * for itself.
 */
function isWrite({ method, url }: { method: string; url: string }): boolean {
  return method !== 'GET' && method !== 'HEAD' && !url.endsWith('/access_tokens');
}

/**
 * Runs tasks one after the other, starting at least so many milliseconds apart. It uses timers: a limiter based on
 * the time of day stops when the clock is set back.
 */
function createTurns(apartMs: number): <T>(work: () => Promise<T>) => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const begun = before;
    const done = begun.then(work);
    before = Promise.allSettled([done, begun.then(() => pause(apartMs))]);
    return done;
  };
}

/** The library itself repeats the 401 of a token that is younger than this (octokit/auth-app.js, `hook`). */
const NEW_TOKEN_MS = 5_000;

/**
 * An installation's token may end before the time at which it was to end (revoked, or by GitHub's own clock). GitHub
 * did nothing for a request that it answers with 401, so the request is sent once more, with a new token. A token that
 * was new already is not the cause: a third round would hide GitHub's answer behind our own deadline.
 */
async function withFreshToken<T>(tokens: Tokens, send: () => Promise<T>): Promise<T> {
  const wasNewAfter = performance.now() - NEW_TOKEN_MS;
  try {
    return await send();
  } catch (error) {
    const isRefused = error instanceof Error && 'status' in error && error.status === 401;
    const isOld = [...tokens.values()].some(({ since }) => since < wasNewAfter);
    if (!isRefused || !isOld) throw error;
    tokens.clear();
    return send();
  }
}

async function credentialsOf(auth: GithubAuth | undefined, tokens: Tokens) {
  if (auth === undefined) return {};
  if ('token' in auth) return { auth: auth.token };
  const { createAppAuth } = await import('@octokit/auth-app');
  const cache = {
    get: async (key: string) => {
      const { value, since = 0 } = tokens.get(key) ?? {};
      return performance.now() - since < TOKEN_LASTS_MS ? value : undefined;
    },
    set: async (key: string, value: string) => void tokens.set(key, { value, since: performance.now() }),
  };
  return { authStrategy: createAppAuth, auth: { ...auth, cache } };
}

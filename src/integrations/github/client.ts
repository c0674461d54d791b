import { randomUUID } from 'node:crypto';
import type { Octokit } from '@octokit/rest';
import { boundedFetch } from './bounded-fetch.ts';

/** Either a token, or the app whose installation makes tokens of its own. */
export type GithubAuth = { token: string } | { appId: string; privateKey: string; installationId: number };

export interface ClientOptions {
  /** Undefined is GitHub's own address; a GitHub Enterprise Server's ends in `/api/v3`. */
  baseUrl?: string | undefined;
  /** Undefined when each request brings a token of its own. */
  auth: GithubAuth | undefined;
}

const silent = () => {};

/** Gives the client; loads it when it is wanted for the first time, so that no start waits for it. */
export type LazyClient = () => Promise<Octokit>;

/**
 * The client. It spaces writes a second apart as GitHub asks ("Best practices for using the REST API"), and never
 * waits out a rate limit: the caller is told when to come again. There is no retry plugin, because it would send a
 * dispatch again after a 5xx and so release twice (facts/apis.md §4).
 */
export function createClient(options: ClientOptions): LazyClient {
  let loading: Promise<Octokit> | undefined;
  return () => {
    loading ??= load(options);
    return loading;
  };
}

async function load({ baseUrl, auth }: ClientOptions): Promise<Octokit> {
  const [rest, { throttling }, credentials] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-throttling'),
    credentialsOf(auth),
  ]);
  const Client = rest.Octokit.plugin(throttling);
  return new Client({
    ...credentials,
    ...(baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/+$/, '') }),
    userAgent: 'navi',
    request: { fetch: boundedFetch },
    // The plugin shares its queues between all clients with the same id.
    throttle: { id: randomUUID(), onRateLimit: () => false, onSecondaryRateLimit: () => false },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

async function credentialsOf(auth: GithubAuth | undefined) {
  if (auth === undefined) return {};
  if ('token' in auth) return { auth: auth.token };
  const { createAppAuth } = await import('@octokit/auth-app');
  return { authStrategy: createAppAuth, auth };
}

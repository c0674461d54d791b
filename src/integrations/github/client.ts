import { randomUUID } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { boundedFetch } from './bounded-fetch.ts';

/** Either a token, or the app whose installation makes tokens of its own. */
export type GithubAuth = { token: string } | { appId: string; privateKey: string; installationId: number };

export interface ClientOptions {
  /** Undefined is GitHub's own address; a GitHub Enterprise Server's ends in `/api/v3`. */
  baseUrl?: string | undefined;
  /** Undefined when each request brings a token of its own. */
  auth: GithubAuth | undefined;
}

const Client = Octokit.plugin(throttling);
const silent = () => {};

/**
 * The client. It spaces writes a second apart as GitHub asks ("Best practices for using the REST API"), and never
 * waits out a rate limit: the caller is told when to come again. There is no retry plugin, because it would send a
 * dispatch again after a 5xx and so release twice (facts/apis.md §4).
 */
export function createClient({ baseUrl, auth }: ClientOptions): Octokit {
  return new Client({
    ...credentialsOf(auth),
    ...(baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/+$/, '') }),
    userAgent: 'navi',
    request: { fetch: boundedFetch },
    // The plugin shares its queues between all clients with the same id.
    throttle: { id: randomUUID(), onRateLimit: () => false, onSecondaryRateLimit: () => false },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

function credentialsOf(auth: GithubAuth | undefined) {
  if (auth === undefined) return {};
  return 'token' in auth ? { auth: auth.token } : { authStrategy: createAppAuth, auth };
}

import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { Kernel } from '../kernel/kernel.ts';
import type { WorldClock } from '../kernel/world-clock.ts';
import { errorResponse, GithubError, notFound } from './answers.ts';
import { type Access, identify, requireToken } from './auth.ts';
import type { Github } from './github.ts';
import type { Account } from './options.ts';
import { WorkflowProblem } from './runner/workflow/workflow.ts';

type Handler = (c: Context, caller: Account) => Response | Promise<Response>;

/** Registers the API's calls, each under the name of Octokit's method. */
export interface Door {
  /** A call on the repository; `path` is what follows `/repos/{owner}/{repo}`. */
  repo(name: string, method: string, path: string, handler: Handler): void;
  /** Any other call. */
  top(name: string, method: string, path: string, options: { access: Access; handler: Handler }): void;
}

/** GitHub's primary limit for an App's installation (docs.github.com "Rate limits for the REST API"). */
const HOURLY_LIMIT = 5000;
const HOUR_S = 3600;

export function createDoor(kernel: Kernel, github: Github): Door {
  const used = new Map<string, number>();
  const dress = (c: Context, answer: Response) => withHeaders(answer, c, { used, clock: github.clock });

  async function answerTo(c: Context, access: Access, handler: Handler): Promise<Response> {
    try {
      if (c.req.path.startsWith('/repos/')) requireRepository(c, github);
      const caller = identify(github, c.req.header('authorization'), access);
      return dress(c, await revalidated(c, await handler(c, caller)));
    } catch (error) {
      if (error instanceof GithubError)
        return dress(c, errorResponse(error.status, error.message, error.errors));
      if (error instanceof WorkflowProblem) return dress(c, errorResponse(422, error.message));
      throw error;
    }
  }

  return {
    repo: (name, method, path, handler) =>
      kernel.route(name, method, `/repos/:owner/:repo${path}`, (c) => answerTo(c, 'token', handler)),
    top: (name, method, path, { access, handler }) =>
      kernel.route(name, method, path, (c) => answerTo(c, access, handler)),
  };
}

function requireRepository(c: Context, github: Github): void {
  requireToken(c.req.header('authorization'));
  const asked = `${c.req.param('owner')}/${c.req.param('repo')}`;
  if (asked.toLowerCase() !== github.settings.name.toLowerCase()) throw notFound();
}

/** Gives the answer to a GET its ETag, and answers 304 to a caller that already has these bytes. */
async function revalidated(c: Context, answer: Response): Promise<Response> {
  if (c.req.method !== 'GET' || answer.status !== 200) return answer;
  const body = await answer.arrayBuffer();
  const hash = createHash('sha256').update(new Uint8Array(body)).digest('hex');
  const etag = `W/"${hash}"`;
  const headers = new Headers(answer.headers);
  headers.set('etag', etag);
  headers.set('cache-control', 'private, max-age=60, s-maxage=60');
  const has = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (!has.includes(`"${hash}"`)) return new Response(body, { status: 200, headers });
  headers.delete('content-type');
  return new Response(null, { status: 304, headers });
}

/** Adds the headers of every answer of GitHub's. A 304 does not count against the limit. */
function withHeaders(
  answer: Response,
  c: Context,
  { used, clock }: { used: Map<string, number>; clock: WorldClock },
): Response {
  const key = c.req.header('authorization') ?? '';
  const count = (used.get(key) ?? 0) + (answer.status === 304 ? 0 : 1);
  used.set(key, count);
  const headers = new Headers(answer.headers);
  headers.set('x-github-api-version-selected', c.req.header('x-github-api-version') ?? '2022-11-28');
  headers.set('x-github-media-type', 'github.v3; format=json');
  headers.set('x-ratelimit-limit', String(HOURLY_LIMIT));
  headers.set('x-ratelimit-remaining', String(Math.max(1, HOURLY_LIMIT - count)));
  headers.set('x-ratelimit-used', String(count));
  headers.set('x-ratelimit-reset', String((Math.floor(clock.now() / 1000 / HOUR_S) + 1) * HOUR_S));
  headers.set('x-ratelimit-resource', 'core');
  return new Response(answer.body, { status: answer.status, headers });
}

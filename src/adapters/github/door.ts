import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Feedback } from '../../ports/feedback.ts';
import type { Receipt } from '../../ports/receipt.ts';
import type { Scm } from '../../ports/scm.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { boundedFetch, MOVED } from './bounded-fetch.ts';
import type { LazyClient } from './client.ts';
import { failure, normalise, requestIdIn } from './errors.ts';

/** One request. `{owner}` and `{repo}` in the route are the repository's. */
export interface Ask {
  route: string;
  params?: Readonly<Record<string, unknown>>;
  /** A read may be sent again; a write may not. */
  effect: 'read' | 'write';
  /** A conditional request: an unchanged answer costs no quota. */
  conditional?: boolean;
}

/** The answer; `data` is not validated yet. */
interface Answer {
  status: number;
  data: unknown;
  headers: Readonly<Record<string, unknown>>;
  requestId?: string;
}

/** A method of the ports. */
type Call = keyof Scm | keyof Feedback;

/** All access to GitHub within a call of the port: under that call's deadline. */
export interface Door {
  call: Call;
  ask(ask: Ask): Promise<Answer>;
  /** Like `ask`, but a 404 is `undefined`. */
  find(ask: Ask): Promise<Answer | undefined>;
  /** What the App's installation may do, read anew; null where Navi has a token instead. */
  permissions(): Promise<Readonly<Record<string, string>> | null>;
  /** A mutation of the GraphQL API, whose one variable is `input`. Sent once. */
  mutate(mutation: string, input: Readonly<Record<string, unknown>>): Promise<Pick<Answer, 'requestId'>>;
}

export interface DoorOptions {
  client: LazyClient;
  repository: { owner: string; name: string };
  deadlineMs: number;
  telemetry?: Telemetry | undefined;
}

export interface Calls {
  read<T>(call: Call, work: (door: Door) => Promise<T>): Promise<T>;
  /** Adds GitHub's ids of the requests that wrote. */
  write<T extends object>(call: Call, work: (door: Door) => Promise<T>): Promise<T & Receipt>;
  /** A write without a useful answer. */
  send(call: Call, work: (door: Door) => Promise<void>): Promise<Receipt>;
}

/** A read without an answer is repeated once after this pause. Milliseconds. */
const PAUSE = 250;
/** The number of cached conditional answers, newest first. */
const REMEMBERED = 100;

/** Runs calls of the port, each under one deadline for all its requests, and normalises every error. */
export function createDoor(options: DoorOptions): Calls {
  const remembered = new Map<string, { etag: string; data: unknown }>();
  const context = { ...options, remembered };
  const run = async <T>(call: Call, work: (door: Door) => Promise<T>): Promise<T> => {
    const signal = AbortSignal.timeout(options.deadlineMs);
    const late = () => failure(call, 'unknown', { problem: 'no answer in time', code: 'deadline' });
    const expired = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(late()), { once: true });
    });
    const ask = (wanted: Ask) => askPatiently(context, { ...wanted, call, signal });
    const find = (wanted: Ask) =>
      ask(wanted).catch((error: unknown) => {
        if (normalise(call, error).facts.status === 404) return undefined;
        throw error;
      });
    const mutate: Door['mutate'] = (mutation, input) => sendMutation(options, { mutation, input, signal });
    let outcome = 'ok';
    try {
      const permissions = () => readPermissions(options);
      return await Promise.race([work({ call, ask, find, mutate, permissions }), expired]);
    } catch (error) {
      const thrown = signal.aborted ? late() : normalise(call, error);
      outcome = thrown.facts.kind;
      throw thrown;
    } finally {
      options.telemetry?.count('service_calls', { service: 'github', call, outcome });
    }
  };
  return {
    read: run,
    write: (call, work) => run(call, (door) => withReceipt(door, work)),
    send: (call, work) =>
      run(call, (door) =>
        withReceipt(door, async (counted) => {
          await work(counted);
          return {};
        }),
      ),
  };
}

async function withReceipt<T extends object>(
  door: Door,
  work: (door: Door) => Promise<T>,
): Promise<T & Receipt> {
  const requestIds: string[] = [];
  const ask = async (wanted: Ask) => {
    const answer = await door.ask(wanted);
    if (wanted.effect === 'write' && answer.requestId !== undefined) requestIds.push(answer.requestId);
    return answer;
  };
  const mutate: Door['mutate'] = async (mutation, input) => {
    const answer = await door.mutate(mutation, input);
    if (answer.requestId !== undefined) requestIds.push(answer.requestId);
    return answer;
  };
  return { ...(await work({ ...door, ask, mutate })), requestIds };
}

/** Octokit returns the data of a GraphQL answer without its headers, so the id is read when the answer arrives. */
async function sendMutation(
  { client }: DoorOptions,
  { mutation, input, signal }: { mutation: string; input: object; signal: AbortSignal },
): Promise<Pick<Answer, 'requestId'>> {
  let requestId: string | undefined;
  const octokit = await client();
  const listening: typeof fetch = async (...argv) => {
    const answer = await boundedFetch(...argv);
    requestId = requestIdIn(Object.fromEntries(answer.headers));
    return answer;
  };
  await octokit.graphql(mutation, { input, request: { signal, fetch: listening } });
  return requestId === undefined ? {} : { requestId };
}

const Authentication = z.object({ permissions: z.record(z.string(), z.string()).optional() });

/** An App's token comes with its permissions (docs.github.com, "Create an installation access token for an app"). */
async function readPermissions({ client }: DoorOptions): Promise<Readonly<Record<string, string>> | null> {
  const octokit = await client();
  const given = await octokit.auth({ type: 'installation', refresh: true });
  return Authentication.parse(given).permissions ?? null;
}

interface Context extends DoorOptions {
  remembered: Map<string, { etag: string; data: unknown }>;
}
type Sent = Ask & { call: string; signal: AbortSignal };

async function askPatiently(context: Context, ask: Sent): Promise<Answer> {
  try {
    return await send(context, ask);
  } catch (error) {
    const first = normalise(ask.call, error);
    if (ask.effect === 'write' || first.facts.kind !== 'unknown' || ask.signal.aborted) throw first;
  }
  await sleep(PAUSE, undefined, { signal: ask.signal }).catch(() => {});
  return send(context, ask);
}

const NotModified = z.object({ status: z.literal(304) });

async function send(
  { client, repository, remembered }: Context,
  { route, params = {}, conditional = false, call, signal }: Sent,
): Promise<Answer> {
  const key = `${route} ${JSON.stringify(params)}`;
  const known = conditional ? remembered.get(key) : undefined;
  try {
    const octokit = await client();
    const { status, data, headers } = await octokit.request(route, {
      owner: repository.owner,
      repo: repository.name,
      ...params,
      request: { signal },
      headers: {
        'x-github-api-version': '2022-11-28',
        ...(known === undefined ? {} : { 'if-none-match': known.etag }),
      },
    });
    if (conditional && headers.etag !== undefined) remember(remembered, key, { etag: headers.etag, data });
    const requestId = requestIdIn(headers);
    return { status, data, headers, ...(requestId === undefined ? {} : { requestId }) };
  } catch (error) {
    // Octokit throws on a 304.
    if (known !== undefined && NotModified.safeParse(error).success)
      return { status: 200, data: known.data, headers: {} };
    const { code } = normalise(call, error).facts;
    throw code === MOVED ? await movedRepository({ client, repository }, { call, signal }) : error;
  }
}

const Named = z.object({ full_name: z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/) });

/**
 * GitHub answers for a renamed or transferred repository with 301 or 307 (docs.github.com, "Best practices for using the
 * REST API"). A read follows it, and has the new name.
 */
async function movedRepository(
  { client, repository: { owner, name } }: Pick<DoorOptions, 'client' | 'repository'>,
  { call, signal }: Pick<Sent, 'call' | 'signal'>,
): Promise<Error> {
  const octokit = await client();
  const found = await octokit
    .request('GET /repos/{owner}/{repo}', { owner, repo: name, request: { signal } })
    .catch(() => undefined);
  const to = Named.safeParse(found?.data).data?.full_name;
  const moved = `the repository ${owner}/${name} has moved${to === undefined ? '' : ` to ${to}`}, and nothing was written`;
  const next = `set repository.owner and repository.name in navi.config.yaml to ${to ?? 'its new name'}`;
  return failure(call, 'refused', { problem: `${moved}: ${next}`, code: MOVED });
}

function remember<T>(remembered: Map<string, T>, key: string, value: T): void {
  remembered.delete(key);
  remembered.set(key, value);
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}

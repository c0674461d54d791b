import { join } from 'node:path';
import type { Context } from 'hono';
import { z } from 'zod';
import { parseJson, readBody } from '../kernel/body.ts';
import { createKernel, type Kernel } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import {
  brokenCall,
  computeError,
  invalidField,
  noSuchResource,
  permissionMissing,
  rateLimitExceeded,
} from './errors.ts';
import { createOperations, type Operation, type Operations } from './operations.ts';
import { progressOf, renderOperation, renderUrlMap } from './render.ts';

export interface ComputeOptions {
  project: string;
  urlMap: string;
  /** The address of the simulated edge's control calls; without one, an invalidation ends without effect. */
  edgeUrl?: string;
  /** 0, the default, picks a free one. */
  port?: number;
  /** The file that stores the operations between starts. */
  dataDir?: string;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
}

export interface SimulatedCompute {
  url: string;
  close(): Promise<void>;
}

interface Place {
  project: string;
  urlMap: string;
  operations: Operations;
  now: () => number;
  url: () => string;
  /** How long one `wait` holds its caller, in seconds. */
  waitSeconds: () => number;
  /** IAM permissions that the caller lacks. */
  denied: Set<string>;
}

const PURGE_DEADLINE_MS = 5000;
const MAX_BODY_BYTES = 64 * 1024;

/**
 * A simulated Compute Engine API with one URL map: `invalidateCache` begins an operation that ends after
 * `purgeSeconds` and then tells the edge. `POST /_control/fail-next {code, message}` makes the next operation end
 * with that error; `POST /_control/permissions {denied}` takes IAM permissions away. Pace: `purgeSeconds` 2, `waitSeconds` 120 (the longest one `wait` holds, Compute documentation).
 */
export async function startCompute(options: ComputeOptions): Promise<SimulatedCompute> {
  const { project, urlMap, edgeUrl, clock = createWorldClock() } = options;
  const pace = { purgeSeconds: 2, waitSeconds: 120 };
  const denied = new Set<string>();
  const operations = createOperations({
    file: options.dataDir === undefined ? undefined : join(options.dataDir, 'compute.json'),
    clock,
    purgeSeconds: () => pace.purgeSeconds,
    purge: (operation) => tellEdge(edgeUrl, operation),
  });
  const kernel = createKernel({
    name: 'compute',
    clock,
    held: ['operations.wait'],
    pace,
    state: () => ({
      urlMaps: [urlMap],
      operations: operations.list().map((it) => listForPanel(it, clock.now())),
    }),
    reset: () => {
      denied.clear();
      operations.reset();
    },
    rateLimitStatus: 403,
    renderError: (fault, status) =>
      fault.kind === 'rate-limit' ? rateLimitExceeded() : brokenCall(status, fault.error),
    renderUnbuilt: (what) => computeError(405, 'methodNotAllowed', what),
  });
  let url = '';
  addCalls(kernel, {
    project,
    urlMap,
    operations,
    now: clock.now,
    url: () => url,
    waitSeconds: () => pace.waitSeconds,
    denied,
  });
  const listening = await kernel.listen(options.port);
  url = listening.url;
  return {
    url,
    close: () => {
      operations.close();
      return listening.close();
    },
  };
}

function addCalls(kernel: Kernel, place: Place): void {
  const base = '/compute/v1/projects/:project/global';
  const inProject = (handle: (place: Place, c: Context) => Response | Promise<Response>) => (c: Context) =>
    c.req.param('project') === place.project
      ? handle(place, c)
      : noSuchResource(`projects/${c.req.param('project')}`);
  kernel.route(
    'urlMaps.invalidateCache',
    'POST',
    `${base}/urlMaps/:urlMap/invalidateCache`,
    inProject(invalidate),
  );
  kernel.route(
    'urlMaps.testIamPermissions',
    'POST',
    `${base}/urlMaps/:urlMap/testIamPermissions`,
    inProject(testPermissions),
  );
  kernel.app.post('/_control/permissions', async (c) => {
    const asked = z
      .object({ denied: z.array(z.string()) })
      .safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    place.denied.clear();
    for (const one of asked.data.denied) place.denied.add(one);
    return c.json({ ok: true });
  });
  kernel.route('urlMaps.get', 'GET', `${base}/urlMaps/:urlMap`, inProject(getUrlMap));
  kernel.route('operations.get', 'GET', `${base}/operations/:operation`, inProject(getOperation));
  kernel.route('operations.wait', 'POST', `${base}/operations/:operation/wait`, inProject(waitForOperation));
  kernel.app.post('/_control/fail-next', async (c) => {
    const asked = z
      .object({ code: z.string().default('INTERNAL_ERROR'), message: z.string().default('Internal error.') })
      .safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    place.operations.failNext(asked.data);
    return c.json({ ok: true });
  });
}

const Rule = z.object({ host: z.string().exactOptional(), path: z.string() });
const RequestId = z.uuid().optional();

/**
 * `urlMaps.invalidateCache`: accepts the path rules that the Cloud CDN documentation states ("Cache invalidation
 * overview").
 */
async function invalidate(place: Place, c: Context): Promise<Response> {
  const urlMap = c.req.param('urlMap') ?? '';
  if (urlMap !== place.urlMap) return noSuchUrlMap(place, urlMap);
  const needed = 'compute.urlMaps.invalidateCache';
  if (place.denied.has(needed))
    return permissionMissing(needed, `projects/${place.project}/global/urlMaps/${urlMap}`);
  const body = (await readBody(c.req.raw, MAX_BODY_BYTES))?.toString('utf8') ?? '';
  const rule = Rule.safeParse(parseJson(body));
  if (!rule.success) return computeError(400, 'required', "Required field 'resource.path' not specified");
  const wrong = whatIsWrongWith(rule.data.path);
  if (wrong !== undefined) return invalidField('resource.path', rule.data.path, wrong);
  // Google's own command line sends an empty one.
  const requestId = RequestId.safeParse(c.req.query('requestId') || undefined);
  if (!requestId.success)
    return invalidField('requestId', c.req.query('requestId') ?? '', 'It must be a UUID.');
  const operation = place.operations.begin({
    ...rule.data,
    urlMap,
    ...(requestId.data === undefined ? {} : { requestId: requestId.data }),
  });
  return answer(place, operation);
}

function whatIsWrongWith(path: string): string | undefined {
  if (!path.startsWith('/')) return "The path must start with '/'.";
  if (/[?#]/.test(path)) return "The path must not contain '?' or '#'.";
  if (/\*(?!$)/.test(path) || /[^/]\*$/.test(path)) return "'*' may only be the last character, after a '/'.";
  return undefined;
}

/**
 * `urlMaps.testIamPermissions`: answers those of the requested permissions that the caller has; leaves the field out
 * when there are none.
 */
async function testPermissions(place: Place, c: Context): Promise<Response> {
  const urlMap = c.req.param('urlMap') ?? '';
  if (urlMap !== place.urlMap) return noSuchUrlMap(place, urlMap);
  const body = (await readBody(c.req.raw, MAX_BODY_BYTES))?.toString('utf8') ?? '';
  const asked = z.object({ permissions: z.array(z.string()) }).safeParse(parseJson(body));
  if (!asked.success) return computeError(400, 'required', "Required field 'permissions' not specified");
  const permissions = asked.data.permissions.filter((one) => !place.denied.has(one));
  return Response.json(permissions.length === 0 ? {} : { permissions });
}

function getUrlMap(place: Place, c: Context): Response {
  const urlMap = c.req.param('urlMap') ?? '';
  return urlMap === place.urlMap ? Response.json(renderUrlMap(place)) : noSuchUrlMap(place, urlMap);
}

function getOperation(place: Place, c: Context): Response {
  const name = c.req.param('operation') ?? '';
  const operation = place.operations.find(name);
  if (operation === undefined) return noSuchResource(`projects/${place.project}/global/operations/${name}`);
  return answer(place, operation);
}

/** `operations.wait`: holds the caller for at most `waitSeconds`, then answers even if the operation still runs. */
async function waitForOperation(place: Place, c: Context): Promise<Response> {
  const operation = place.operations.find(c.req.param('operation') ?? '');
  if (operation !== undefined) await place.operations.wait(operation, place.waitSeconds());
  return getOperation(place, c);
}

function noSuchUrlMap(place: Place, urlMap: string): Response {
  return noSuchResource(`projects/${place.project}/global/urlMaps/${urlMap}`);
}

function answer(place: Place, operation: Operation): Response {
  const { project, now, url } = place;
  return Response.json(renderOperation(operation, { project, url: url(), now: now() }));
}

async function tellEdge(edgeUrl: string | undefined, { host, path }: Operation): Promise<void> {
  if (edgeUrl === undefined) return;
  const reply = await fetch(`${edgeUrl}/_control/purge`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ host, path }),
    signal: AbortSignal.timeout(PURGE_DEADLINE_MS),
  });
  if (!reply.ok) throw new Error(`it answered ${reply.status}`);
}

function listForPanel(operation: Operation, now: number) {
  const { name, path, host, startTime, endTime, error } = operation;
  const status = endTime === undefined ? 'RUNNING' : 'DONE';
  return { name, status, progress: progressOf(operation, now), path, host, startTime, endTime, error };
}

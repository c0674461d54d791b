import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Context } from 'hono';
import { z } from 'zod';
import { createKernel, type Here, type Kernel, type Listening } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import { createLoad, type Load, unpacked } from './load.ts';
import { createProbe, type OriginAnswer, type Probe } from './probe.ts';

export interface EdgeOptions {
  /** The simulated Cloud Storage. */
  originUrl: string;
  bucket: string;
  /** The host the CDN serves, such as `cdn.awellhealth.com`. */
  host: string;
  /** Names of the points of presence; the first gets a purge first. */
  probes?: readonly string[];
  /** The port of the control calls; 0, the default, picks a free one. Each probe has a free port of its own. */
  port?: number;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
}

export interface SimulatedEdge {
  /** The address of the control calls. */
  url: string;
  /** The probes' addresses, in order. */
  probeUrls: string[];
  /** Makes every probe read these paths, as customers' browsers would have; skips paths that do not exist. */
  warm(paths: readonly string[]): Promise<void>;
  load: Load;
  close(): Promise<void>;
}

interface Place {
  host: string;
  /** Probes, by the port on which each listens. */
  probes: Map<number, Probe>;
  now: () => number;
  /** Seconds after a purge until the last probe drops the path. */
  edgeSeconds: () => number;
}

/**
 * A simulated CDN edge with several points of presence, each with an address and a cache of its own, by the origin's
 * `Cache-Control`. A purge reaches them one after the other, the last after `edgeSeconds` (pace, 3); until then each
 * serves the bytes it has. `allowsPages` (pace, true) is the bucket's CORS configuration. `POST /_control/stale {probe, path, seconds | "forever"}` makes one probe keep what it has.
 */
export async function startEdge(options: EdgeOptions): Promise<SimulatedEdge> {
  const {
    originUrl,
    bucket,
    host,
    probes: names = ['ams', 'iad', 'sin'],
    clock = createWorldClock(),
  } = options;
  const { now } = clock;
  const pace = { edgeSeconds: 3, allowsPages: true };
  const place: Place = { host, probes: new Map(), now, edgeSeconds: () => pace.edgeSeconds };
  const kernel = createKernel({
    name: 'edge',
    clock,
    isPublic: true,
    pace,
    state: () => ({ host, probes: listForPanel(place) }),
    reset: () => {
      for (const probe of place.probes.values()) probe.cache.clear();
    },
  });
  addCalls(kernel, place);
  const door = await kernel.listen(options.port);
  const listening: Listening[] = [door];
  const fetchOrigin = (path: string, acceptEncoding: string) =>
    readOrigin(`${originUrl}/public/${bucket}${path}`, acceptEncoding);
  for (const name of names) {
    const at = await kernel.listen();
    listening.push(at);
    place.probes.set(
      Number(new URL(at.url).port),
      createProbe({ name, host, fetchOrigin, now, allowsPages: () => pace.allowsPages }),
    );
  }
  return {
    url: door.url,
    probeUrls: listening.slice(1).map((at) => at.url),
    warm: async (paths) => {
      await Promise.all([...place.probes.values()].flatMap((probe) => paths.map((path) => probe.warm(path))));
    },
    load: createLoad(place.probes),
    close: async () => {
      await Promise.all(listening.map((at) => at.close()));
    },
  };
}

const ORIGIN_DEADLINE_MS = 10_000;

/** Takes the answer unchanged: `fetch` would unpack it. */
async function readOrigin(url: string, acceptEncoding: string): Promise<OriginAnswer> {
  try {
    return await new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(ORIGIN_DEADLINE_MS);
      get(url, { headers: { 'accept-encoding': acceptEncoding }, signal, agent: false }, (answer) => {
        const headers = Object.fromEntries(
          Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
        );
        const status = answer.statusCode ?? 502;
        buffer(answer).then((bytes) => resolve({ status, headers, bytes }), reject);
      }).on('error', reject);
    });
  } catch {
    return { status: 502, headers: {}, bytes: Buffer.from('The origin does not answer') };
  }
}

const Purge = z.object({ host: z.string().optional(), path: z.string().startsWith('/') });
const Stale = z.object({
  probe: z.string(),
  path: z.string().startsWith('/'),
  /** 0 ends the stale copy at once. */
  seconds: z.union([z.number().nonnegative(), z.literal('forever')]).default('forever'),
});

function addCalls(kernel: Kernel, place: Place): void {
  kernel.app.post('/_control/purge', async (c) => {
    const asked = Purge.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    const { host = place.host, path } = asked.data;
    if (host.toLowerCase() === place.host.toLowerCase()) spreadPurge(place, path);
    return c.json({ ok: true });
  });
  kernel.app.post('/_control/stale', async (c) => {
    const asked = Stale.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    const { path, seconds } = asked.data;
    const probe = [...place.probes.values()].find(({ name }) => name === asked.data.probe);
    if (probe === undefined)
      return c.json({ ok: false, error: `no probe is named ${asked.data.probe}` }, 404);
    await probe.warm(path);
    probe.cache.hold(path, seconds === 'forever' ? Number.POSITIVE_INFINITY : place.now() + seconds * 1000);
    return c.json({ ok: true });
  });
  kernel.route('edge.get', 'GET', '/:path{(?!_control/).+}', async (c: Context<{ Bindings: Here }>) => {
    const probe = place.probes.get(c.env.localPort);
    return probe === undefined
      ? c.json(
          { error: 'This is the control door of the edge; the probes have addresses of their own.' },
          404,
        )
      : probe.answer(c);
  });
}

/** The first probe is fast, the last takes the whole time. */
function spreadPurge(place: Place, path: string): void {
  const probes = [...place.probes.values()];
  for (const [index, { cache }] of probes.entries()) {
    const delay = (place.edgeSeconds() * 1000 * (index + 1)) / probes.length;
    cache.purge(path, place.now() + delay);
  }
}

function listForPanel(place: Place) {
  const versions = new Map<string, string>();
  const hashed = [...place.probes].map(([port, probe]) => {
    const entries = probe.cache.list().map((it) => ({ ...it, sha384: sha384(unpacked(it.entry)) }));
    for (const { path, sha384 } of entries) {
      const version = /^\/v(\d+\.\d+\.\d+[^/]*)\//.exec(path)?.[1];
      if (version !== undefined) versions.set(sha384, version);
    }
    return { name: probe.name, url: `http://127.0.0.1:${port}`, entries };
  });
  return hashed.map(({ name, url, entries }) => ({
    name,
    url,
    paths: entries.map(({ path, entry, state, sha384 }) => ({
      path,
      sha384,
      version: versions.get(sha384),
      age: Math.floor((place.now() - entry.cachedAt) / 1000),
      cachedAt: new Date(entry.cachedAt).toISOString(),
      maxAge: entry.maxAge,
      state,
    })),
  }));
}

function sha384(bytes: Uint8Array): string {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
}

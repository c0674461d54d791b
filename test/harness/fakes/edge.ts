import type { Edge, Reading } from '../../../src/ports/edge.ts';
import { type Knobs, withKnobs } from './knobs.ts';
import { digestOf, type FakeObject } from './objects.ts';

/** What the edge fetches when it has nothing cached: the bucket, as the edge sees it. `path` has no leading slash. */
type Origin = (path: string) => Served | undefined;
type Served = Pick<FakeObject, 'bytes' | 'cacheControl' | 'contentType' | 'contentEncoding'>;

export interface FakeEdge extends Edge, Knobs<'look'> {
  /** Forgets one path (`/v1/navi-loader.js`) everywhere, or at one probe: what a purge does. */
  drop(path: string, probe?: string): void;
  /** This probe stops answering until `mend`. */
  cut(probe: string, problem?: string): void;
  mend(probe: string): void;
  /** This probe keeps serving these bytes for this path until they are dropped there. */
  serve(probe: string, path: string, text: string, cacheControl?: string): void;
}

interface Cached extends Served {
  since: number;
}

/** How long each read of the fake takes, as it says. */
const TOOK_MS = 12;

export interface FakeEdgeOptions {
  origin: Origin;
  probes?: readonly string[];
  now?: () => Date;
}

/** An edge of several probes, each with a cache of its own that never expires by itself. Paths may have a leading slash or not. */
export function createFakeEdge(options: FakeEdgeOptions): FakeEdge {
  const { origin, probes = ['probe-a', 'probe-b'], now = () => new Date() } = options;
  const caches = new Map(probes.map((probe) => [probe, new Map<string, Cached>()]));
  const broken = new Map<string, string>();

  function fetchAt(probe: string, path: string): Cached | undefined {
    const cache = caches.get(probe);
    const cached = cache?.get(path);
    if (cached !== undefined) return cached;
    const found = origin(path);
    if (found === undefined) return undefined;
    const { bytes, cacheControl, contentType, contentEncoding } = found;
    const fresh = { bytes, cacheControl, contentType, contentEncoding, since: now().getTime() };
    cache?.set(path, fresh);
    return fresh;
  }

  function readAt(probe: string, path: string, origin: string | undefined): Reading {
    const problem = broken.get(probe);
    if (problem !== undefined) return { probe, tookMs: TOOK_MS, is: 'unreachable', problem };
    const found = fetchAt(probe, path);
    if (found === undefined) return { probe, tookMs: TOOK_MS, is: 'missing', status: 404 };
    const sha384 = digestOf(found);
    if (sha384.startsWith('unreadable-'))
      return {
        probe,
        tookMs: TOOK_MS,
        is: 'unreachable',
        problem: `says ${found.contentEncoding}, and a browser cannot unpack it`,
      };
    const maxAge = /max-age=(\d+)/.exec(found.cacheControl)?.[1];
    return {
      probe,
      tookMs: TOOK_MS,
      is: 'bytes',
      sha384,
      contentEncoding: found.contentEncoding,
      contentType: found.contentType,
      cacheControl: found.cacheControl,
      ageSeconds: Math.floor((now().getTime() - found.since) / 1000),
      maxAgeSeconds: maxAge === undefined ? null : Number(maxAge),
      etag: null,
      allowsOrigin: origin === undefined ? null : '*',
    };
  }

  const port: Omit<FakeEdge, keyof Knobs<'look'>> = {
    look: async (path, as) => probes.map((probe) => readAt(probe, bare(path), as?.origin)),
    drop: (path, probe) => {
      for (const [name, cache] of caches) if (probe === undefined || probe === name) cache.delete(bare(path));
    },
    cut: (probe, problem = 'connection refused') => void broken.set(probe, problem),
    mend: (probe) => void broken.delete(probe),
    serve: (probe, path, text, cacheControl = 'public, max-age=3600') => {
      const bytes = Buffer.from(text);
      caches.get(probe)?.set(bare(path), {
        bytes,
        cacheControl,
        contentType: 'application/javascript',
        contentEncoding: null,
        since: now().getTime(),
      });
    },
  };
  return withKnobs('edge', port, ['look']);
}

function bare(path: string): string {
  return path.replace(/^\//, '');
}

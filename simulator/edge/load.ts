import { gunzipSync } from 'node:zlib';
import type { Cached } from './cache.ts';
import type { Probe } from './probe.ts';

/** One answer of the edge to a browser. */
export interface Loaded {
  status: number;
  isHit: boolean;
  /** How long the edge has had it. */
  ageMs: number;
  cacheControl: string;
  /** Unpacked; the same object for the same copy. */
  script: Uint8Array;
}

/** What a browser near this probe is given that asks for a path at this time (milliseconds since the epoch). */
export type Load = (probe: string, path: string, at: number) => Promise<Loaded>;

export function createLoad(probes: ReadonlyMap<number, Probe>): Load {
  const scripts = new WeakMap<Cached, Uint8Array>();
  return async (name, path, at) => {
    const probe = [...probes.values()].find((one) => one.name === name);
    if (probe === undefined) throw new Error(`no probe is named ${name}`);
    const { entry, isHit } = await probe.load(path, at);
    const script = scripts.get(entry) ?? unpacked(entry);
    scripts.set(entry, script);
    const { status, headers } = entry;
    const ageMs = Math.max(0, at - entry.cachedAt);
    return { status, isHit, ageMs, cacheControl: headers['cache-control'] ?? '', script };
  };
}

/** Unpacks a copy as a browser does; one that is not in its stated encoding is left unchanged. */
export function unpacked({ bytes, headers }: Cached): Uint8Array {
  if (headers['content-encoding'] !== 'gzip') return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    return bytes;
  }
}

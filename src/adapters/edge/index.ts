import type { Edge, Reading } from '../../ports/edge.ts';
import { shortened, withoutCredentials } from '../../ports/service-text.ts';
import { findProbes, type Probe } from './probes.ts';
import type { Seen } from './read.ts';

export interface EdgeOptions {
  /** The probes' addresses, such as `https://203.0.113.7`; undefined means every address of `host`. */
  probes: readonly string[] | undefined;
  /** The CDN's public name: the `Host` of every request, and its TLS server name. */
  host: string;
  /** Milliseconds for one reading, the address lookup included. */
  deadlineMs: number;
  /** A larger body is not read to its end. */
  maxBytes: number;
}

/**
 * Reads the CDN as customers do: a plain GET to each probe in parallel. Never throws; a probe that cannot be read, or
 * whose answer is neither the bytes nor their absence, is `unreachable` with the reason.
 */
export function createEdge(options: EdgeOptions): Edge {
  return {
    look: async (path, as) => {
      const begun = performance.now();
      const signal = AbortSignal.timeout(options.deadlineMs);
      const wanted = path.startsWith('/') ? path : `/${path}`;
      try {
        // The first look loads undici: a tenth of what Navi loads, which nothing else needs.
        const [probes, { readBytes }] = await Promise.all([findProbes(options, signal), import('./read.ts')]);
        const read = (probe: Probe) =>
          readBytes(probe, { ...options, path: wanted, origin: as?.origin, signal });
        return await Promise.all(probes.map((probe) => lookAt(probe, read)));
      } catch (error) {
        return [{ probe: options.host, tookMs: since(begun), is: 'unreachable', problem: problemOf(error) }];
      }
    },
  };
}

async function lookAt(probe: Probe, read: (probe: Probe) => Promise<Seen>): Promise<Reading> {
  const begun = performance.now();
  try {
    const seen = await read(probe);
    return { probe: probe.name, tookMs: since(begun), ...seen };
  } catch (error) {
    return { probe: probe.name, tookMs: since(begun), is: 'unreachable', problem: problemOf(error) };
  }
}

function since(begun: number): number {
  return performance.now() - begun;
}

/** One short sentence; the error of a connection is often in `cause`. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown problem';
  if (error.name === 'TimeoutError') return 'did not answer in time';
  const said = error.message === '' && error.cause instanceof Error ? error.cause.message : error.message;
  return shortened(withoutCredentials(said === '' ? error.name : said));
}

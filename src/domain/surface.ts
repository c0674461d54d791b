import type { ServedHeaders } from './object-headers.ts';
import type { ReleaseLine } from './version.ts';

/** One thing customers see that Navi can move, such as `pointer:v1` or `npm:@awell-health/navi-js#latest`. */
export type SurfaceId = `pointer:${string}` | `npm:${string}#${string}`;

/**
 * What is live on a surface, as last read. `sha384` (SRI form), `generation` and `headers` are the pointer's only; rows of
 * older versions have no headers.
 */
export interface Live {
  version: string | null;
  sha384?: string;
  generation?: string;
  headers?: ServedHeaders;
}

/** The loader is a few kilobytes; a larger object is not one. Bytes. */
export const LARGEST_LOADER = 5 * 1024 * 1024;

/**
 * One surface's row. `by` is the operation that moved it last, or `adopted` when it was live before Navi moved it.
 */
export interface Surface {
  id: SurfaceId;
  live: Live;
  since: string;
  verifiedAt: string | null;
  by: string;
  /** The open operation that holds it, if any: one at a time. */
  heldBy: string | null;
}

export function pointerSurface(releaseLine: ReleaseLine): SurfaceId {
  return `pointer:${releaseLine}`;
}

/** A surface's name for people: `CDN v1`, `latest of @awell-health/navi-js`. */
export function surfaceName(id: string): string {
  if (id.startsWith('pointer:')) return `CDN ${id.slice('pointer:'.length)}`;
  const [, name, tag] = /^npm:(.+)#([^#]+)$/.exec(id) ?? [];
  return name === undefined ? id : `${tag} of ${name}`;
}

export function distTagSurface(name: string, tag: string): SurfaceId {
  return `npm:${name}#${tag}`;
}

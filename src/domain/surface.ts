import type { Line } from './version.ts';

/** One thing customers see that Navi can move, such as `pointer:v1` or `npm:@awell-health/navi-js#latest`. */
export type SurfaceId = `pointer:${string}` | `npm:${string}#${string}`;

/** What is live on a surface, as last read. `sha384` (SRI form) and `generation` are the pointer's only. */
export interface Live {
  version: string | null;
  sha384?: string;
  generation?: string;
}

/** The loader is a few kilobytes; what is larger than this is not one. Bytes. */
export const LARGEST_LOADER = 5 * 1024 * 1024;

/** One surface's row. `by` is the operation that moved it last, or `adopted` when Navi found it so. */
export interface Surface {
  id: SurfaceId;
  live: Live;
  since: string;
  verifiedAt: string | null;
  by: string;
  /** The open operation that holds it, if any: one at a time. */
  heldBy: string | null;
}

export function pointerSurface(line: Line): SurfaceId {
  return `pointer:${line}`;
}

export function distTagSurface(name: string, tag: string): SurfaceId {
  return `npm:${name}#${tag}`;
}

import type { Live, SurfaceId } from './surface.ts';

/** What a finished step says of what is live now. */
export interface SurfaceChange {
  id: SurfaceId;
  live: Live;
  /** Whether it was verified at the edge, not only at the origin. */
  verified: boolean;
}

import type { Live, SurfaceId } from './surface.ts';

/** What a finished step says about what is live now. */
export interface SurfaceChange {
  id: SurfaceId;
  live: Live;
  /** Whether customers were seen to get it, not only the origin. */
  verified: boolean;
}

import { z } from 'zod';
import type { PlanContent } from '../../../domain/plan.ts';
import { defineContent } from '../../../engine/define-content.ts';

/** Stops a release that has not moved the pointer: its run is ended, and what it published is deprecated. */
export interface StopContent extends PlanContent {
  kind: 'stop';
  /** The stopped release operation. */
  stops: string;
  /** The version that customers keep; null when the line has none yet. */
  keeps: string | null;
  deprecates: readonly { name: string; version: string; message: string }[];
  /** The release's workflow run, if known. */
  run: number | null;
  reason: string | null;
}

export const stopContent = defineContent<StopContent>({
  kind: 'stop',
  own: z.looseObject({
    stops: z.string(),
    keeps: z.string().nullable(),
    deprecates: z.array(z.object({ name: z.string(), version: z.string(), message: z.string() })),
    run: z.number().nullable(),
    reason: z.string().nullable(),
  }),
});

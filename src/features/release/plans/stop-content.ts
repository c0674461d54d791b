import { z } from 'zod';
import type { PlanContent } from '../../../domain/plan.ts';
import { defineContent } from '../../../engine/define-content.ts';

/**
 * What customers keep, as the record says. Without a version of its own (`pointer.from`) the pointer may have other bytes,
 * which the record does not know.
 */
export function keptText({ keeps, pointer }: Pick<StopContent, 'keeps' | 'pointer'>): string {
  if (keeps !== null && pointer.from === null)
    return `by the record v${keeps} is live, but the pointer had content of no version`;
  if (keeps !== null) return `customers keep v${keeps}`;
  if (pointer.sha384 !== null) return 'no version is live by the record, and the pointer had unknown content';
  return 'customers have no version of this line yet';
}

/** Stops a release that has not moved the pointer: its run is ended, and what it published is deprecated. */
export interface StopContent extends PlanContent {
  kind: 'stop';
  /** The stopped release operation. */
  stops: string;
  /** The version that customers keep, as the record says; null when the line has none yet. */
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

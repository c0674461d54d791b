import { z } from 'zod';
import type { PlanContent } from '../../../domain/plan.ts';
import { CHANGES, type Change } from '../../../domain/version.ts';
import { defineContent } from '../../../engine/define-content.ts';

/** Everything that a release's approval covers. */
export interface ReleaseContent extends PlanContent {
  kind: 'release';
  change: Change;
  tag: string;
  commit: string;
  workflow: { path: string; blob: string };
  /** The rules of the run's claim; absent in older plans. */
  claim?: { protocol: number };
}

export const releaseContent = defineContent<ReleaseContent>({
  kind: 'release',
  own: z.looseObject({
    change: z.enum(CHANGES),
    tag: z.string(),
    commit: z.string(),
    workflow: z.object({ path: z.string(), blob: z.string() }),
    claim: z.object({ protocol: z.number() }).exactOptional(),
  }),
});

import { z } from 'zod';
import type { FreezeException } from '../../../domain/freeze.ts';
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
  /** It may write in these freezes; absent for none, and in older plans. */
  exception?: FreezeException;
}

export const releaseContent = defineContent<ReleaseContent>({
  kind: 'release',
  own: z.looseObject({
    change: z.enum(CHANGES),
    tag: z.string(),
    commit: z.string(),
    workflow: z.object({ path: z.string(), blob: z.string() }),
    claim: z.object({ protocol: z.number() }).exactOptional(),
    exception: z.object({ freezes: z.array(z.string()), reason: z.string() }).exactOptional(),
  }),
});

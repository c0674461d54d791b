import { z } from 'zod';
import type { PlanContent } from '../../../domain/plan.ts';
import { defineContent } from '../../../engine/define-content.ts';

/** Everything that a rollback's confirmation covers. */
export interface RollbackContent extends PlanContent {
  kind: 'rollback';
  /** What is live when it starts; null when unknown. */
  takenBack: string | null;
  /** The packages of the rolled-back releases; versions in between are only listed. */
  deprecates: readonly { name: string; version: string; message: string }[];
  /** The line's open operation, which it supersedes. */
  supersedes: string | null;
  /** That operation's workflow run, if known; npm steps wait until it is cancelled and has ended. */
  run: number | null;
  reason: string | null;
  cdnOnly: boolean;
}

export const rollbackContent = defineContent<RollbackContent>({
  kind: 'rollback',
  own: z.looseObject({
    takenBack: z.string().nullable(),
    deprecates: z.array(z.object({ name: z.string(), version: z.string(), message: z.string() })),
    supersedes: z.string().nullable(),
    run: z.number().nullable(),
    reason: z.string().nullable(),
    cdnOnly: z.boolean(),
  }),
});

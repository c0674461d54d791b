import { z } from 'zod';
import type { PlanContent } from '../../../domain/plan.ts';
import { defineContent } from '../../../engine/define-content.ts';

/** Everything of a rollback that its one confirmation is of. */
export interface RollbackContent extends PlanContent {
  kind: 'rollback';
  /** What is live when it begins; null when nobody can say. */
  takenBack: string | null;
  /** The packages of the releases that are taken back; those in between are only listed. */
  deprecates: readonly { name: string; version: string; message: string }[];
  /** An operation under way on the line, which takes no further step. */
  supersedes: string | null;
  /** That operation's workflow run where it is known; it is cancelled and waited for before npm is touched. */
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

import { z } from 'zod';
import type { PlanContent } from '../../../domain/plan.ts';
import { defineContent } from '../../../engine/define-content.ts';

/** The plan that restores a surface to its record, after a change by another hand or a late write. */
export interface PutBackContent extends PlanContent {
  kind: 'put-back';
  /** Such as `pointer:v1`. */
  surface: string;
  /** The alert on which a person has decided; null where Navi puts back its own late write. */
  alert: string | null;
}

export const putBackContent = defineContent<PutBackContent>({
  kind: 'put-back',
  own: z.looseObject({ surface: z.string(), alert: z.string().nullable() }),
});

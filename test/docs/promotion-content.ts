import { z } from 'zod';
import type { PlanContent } from '../../src/domain/plan.ts';
import { defineContent } from '../../src/engine/define-content.ts';

/** Everything of a promotion that an approval is of. */
export interface PromotionContent extends PlanContent {
  kind: 'promotion';
  reason: string;
}

export const promotionContent = defineContent<PromotionContent>({
  kind: 'promotion',
  own: z.looseObject({ reason: z.string() }),
});

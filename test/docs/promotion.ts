import { defineOperation } from '../../src/engine/define-operation.ts';
import { type PromotionContent, promotionContent } from './promotion-content.ts';

export const promotion = defineOperation<PromotionContent>({
  content: promotionContent,
  words: {
    name: ({ version }) => `promotion of v${version}`,
    title: ({ version }) => `Promotion of v${version}`,
    called: ({ version }) => `the promotion of v${version}`,
    announced: ({ version }) => `v${version} is latest`,
    plan: ({ version }) => `Promotion of v${version}`,
    short: 'promotion',
    icon: '⏫',
    keepsIcon: true,
  },
  headline: ({ version, line }) => `Promotion of v${version} on ${line}`,
  outcome: ({ plan }) => `latest is at v${plan.content.version}. ${plan.content.reason}`,
});

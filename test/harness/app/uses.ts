import { createUseCases } from '../../../src/app/use-cases.ts';
import type { Click } from '../../../src/domain/click.ts';
import type { Context } from '../../../src/engine/context.ts';
import { DECISIONS } from './decisions.ts';
import { DOCTOR } from './doctor.ts';

/** A click, with what its window or its words say besides. */
export type Clicked = Click & { reason?: string; planHash?: string };

/** Every use case, and the decisions by name. */
export function usesOf(context: Context) {
  const use = createUseCases(context, { decisions: DECISIONS, ...DOCTOR });
  const decided = (click: Clicked) => ({ reason: '', planHash: '', ...click });
  const by = (name: string) => (click: Clicked) => use.decide(name, decided(click));
  return {
    ...use,
    opens: (name: string, click: Clicked) => use.openDecision(name, decided(click)),
    approve: by('approve'),
    reject: by('reject'),
    retract: by('retract'),
    retry: by('retry'),
    replan: by('replan'),
    abandon: by('abandon'),
    planAgain: by('plan-again'),
    postMortem: by('post-mortem'),
    customerNote: by('customer-note'),
    confirmOnCard: (click: Clicked, how: 'confirmed' | 'ended') =>
      by(how === 'confirmed' ? 'confirm' : 'end-unconfirmed')(click),
  };
}

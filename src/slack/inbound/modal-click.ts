import type { Message } from '../../domain/message.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { decisionView } from '../views/decision.ts';
import { detailsView } from '../views/details.ts';
import type { CardClick } from './click.ts';
import type { Inbound } from './inbound.ts';
import { type Filling, showWindow } from './window.ts';

/** Approve and Reject: a modal drawn from the store, or in it the reasons why this person may not decide now. */
export async function handleDecisionClick(
  inbound: Inbound,
  click: CardClick,
  decision: 'approve' | 'reject',
): Promise<void> {
  const title = decision === 'approve' ? 'Approve this release' : '⚠ Reject this release';
  await showWindow(inbound, {
    ...click,
    title,
    name: `open-${decision}`,
    facts: 'store',
    fill: async () => {
      const identified = await click.identify();
      const form = await inbound.desk.useCases.openDecision({ ...identified, decision });
      if (form.is === 'refusal') return refused(form, title);
      const view = decisionView(form, identified.card, { now: inbound.clock.now() });
      return { view, otherwise: TOO_LATE };
    },
  });
}

/** Details: the whole plan in a modal. */
export async function handleDetailsClick(inbound: Inbound, click: CardClick): Promise<void> {
  const title = 'Details';
  await showWindow(inbound, {
    ...click,
    title,
    name: 'details',
    facts: 'store',
    fill: async () => {
      const found = await inbound.desk.useCases.details(await click.identify());
      if (found.is === 'refusal') return refused(found, title);
      return { view: detailsView(found.operation, { now: inbound.clock.now() }), otherwise: TOO_LATE };
    },
  });
}

function refused(refusal: Refusal, asked: string): Filling {
  return { words: { is: 'refusal', refusal, asked } };
}

/** Said when there is no modal to show it in. */
const TOO_LATE: Message = {
  is: 'line',
  text: 'Slack did not let Navi open a window in time, so nothing was done. Click again.',
  level: 'warn',
};

import type { ModalView } from '@slack/types';
import type { Message } from '../../domain/message.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { renderMessage } from '../render/render-message.ts';
import { decisionView } from '../views/decision.ts';
import { detailsView } from '../views/details.ts';
import { loadingView, modal } from '../views/view.ts';
import type { CardClick } from './click.ts';
import { answerPrivately, type Inbound } from './inbound.ts';

/** Approve and Reject: a modal drawn from the store, or in it the reasons why this person may not decide now. */
export async function handleDecisionClick(
  inbound: Inbound,
  click: CardClick,
  decision: 'approve' | 'reject',
): Promise<void> {
  const title = decision === 'approve' ? 'Approve this release' : 'Reject this release';
  await showModal(inbound, click, {
    title,
    name: `open-${decision}`,
    prepare: async () => {
      const identified = await click.identify();
      const form = await inbound.desk.useCases.openDecision({ ...identified, decision });
      return form.is === 'refusal' ? form : decisionView(form, identified.card, { now: inbound.clock.now() });
    },
  });
}

/** Details: the whole plan in a modal. */
export async function handleDetailsClick(inbound: Inbound, click: CardClick): Promise<void> {
  await showModal(inbound, click, {
    title: 'Details',
    name: 'details',
    prepare: async () => {
      const found = await inbound.desk.useCases.details(await click.identify());
      return found.is === 'refusal' ? found : detailsView(found.operation, { now: inbound.clock.now() });
    },
  });
}

interface Shown {
  title: string;
  /** For the log. */
  name: string;
  prepare(): Promise<ModalView | Refusal>;
}

/**
 * Opens a loading modal at once, since the click's trigger dies after three seconds, and fills it when the facts are
 * there. When it cannot be opened the answer goes to the person as an ephemeral instead.
 */
async function showModal(inbound: Inbound, click: CardClick, { title, name, prepare }: Shown): Promise<void> {
  const opening = inbound.calls.openView(click.trigger, loadingView(title)).catch(() => undefined);
  const prepared: { view?: ModalView } = {};
  const said = await inbound.desk.guarded(name, async () => {
    const found = await prepare();
    if ('reasons' in found) return { is: 'refusal', refusal: found, asked: title };
    prepared.view = found;
    return TOO_LATE;
  });
  const opened = await opening;
  if (opened === undefined) return answerPrivately(inbound, click.to, said);
  const view = prepared.view ?? modal(title, renderMessage(said, { now: inbound.clock.now() }).blocks);
  try {
    await inbound.calls.updateView(opened.view, view);
  } catch (error) {
    inbound.telemetry.error('a modal could not be filled', error, { name });
    await answerPrivately(inbound, click.to, prepared.view === undefined ? said : TOO_LATE);
  }
}

/** Said when there is no modal to show it in. */
const TOO_LATE: Message = {
  is: 'line',
  text: 'Slack did not let Navi open a window in time, so nothing was done. Click again.',
  level: 'warn',
};

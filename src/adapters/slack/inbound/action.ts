import type { Message } from '../../../domain/message.ts';
import { type RefusalReason, refuse } from '../../../domain/refusal.ts';
import { actionId } from '../render/card/actions.ts';
import { decisionView } from '../views/decision.ts';
import { detailsView } from '../views/details.ts';
import { HOME_CHOICES, HOME_ROLL_BACK } from '../views/home.ts';
import { addressee, type CardClick, NOT_OURS, readCardClick } from './click.ts';
import { handleHomeChoice, handleHomeRollBack, homeChannelOf } from './home.ts';
import { answerPrivately, type Inbound } from './inbound.ts';
import type { ActionPayload } from './payloads.ts';
import { windowFor } from './rollback.ts';
import { showWindow } from './window.ts';

/** Handles any click, already acknowledged. Each gets an answer, even on a button without a meaning any more. */
export async function handleAction(inbound: Inbound, payload: ActionPayload): Promise<void> {
  const name = payload.actions[0]?.action_id ?? '';
  if (name === HOME_ROLL_BACK) {
    const tooMany = inbound.app.takeClick(payload.user.id, { isUrgent: true });
    return tooMany === null ? handleHomeRollBack(inbound, payload) : refuseClick(inbound, payload, tooMany);
  }
  const decision = inbound.app.decisions.find((one) => actionId(one.name) === name);
  const click = readCardClick(inbound, payload);
  const isUrgent = decision?.isUrgent === true;
  const tooMany = inbound.app.takeClick(payload.user.id, { isUrgent });
  if (tooMany !== null) return refuseClick(inbound, payload, tooMany);
  // A rollback and a stop do not wait for a turn.
  if (!isUrgent) await inbound.turn(payload.user.id);
  if (HOME_CHOICES[name] !== undefined) return handleHomeChoice(inbound, payload);
  if (decision !== undefined && click !== undefined)
    return decision.window === null
      ? decideAtOnce(inbound, click, decision.name)
      : openDecision(inbound, click, { name: decision.name, ...decision.window });
  const channel = channelOf(payload);
  if (channel === undefined) return;
  const answer = decision === undefined ? OUT_OF_DATE : NOT_OURS;
  await answerPrivately(inbound, addressee(payload, channel), answer);
}

/** Where the person can be answered: a click on App Home names no channel, but its button does. */
function channelOf(payload: ActionPayload): string | undefined {
  return payload.container.channel_id ?? homeChannelOf(payload);
}

/** One answer for all clicks that are refused before it is sent: a flood must not delay acknowledgements. */
async function refuseClick(inbound: Inbound, payload: ActionPayload, reason: RefusalReason): Promise<void> {
  const channel = channelOf(payload);
  const account = payload.user.id;
  if (channel === undefined || inbound.refusing.has(account)) return;
  inbound.refusing.add(account);
  await inbound.turn(account);
  inbound.refusing.delete(account);
  const message: Message = { is: 'refusal', refusal: refuse(reason), asked: '' };
  await answerPrivately(inbound, addressee(payload, channel), message);
}

/** A click that is the decision itself: no window, the answer to the person alone. */
async function decideAtOnce(inbound: Inbound, click: CardClick, name: string): Promise<void> {
  const { app } = inbound;
  const said = await app.guarded(
    actionId(name),
    async () => app.useCases.decide(name, { ...(await click.identify()), reason: '', planHash: '' }),
    click.trigger,
  );
  await answerPrivately(inbound, click.to, said);
}

/** A click that opens the decision's window, or in it the reasons why this person may not decide now. */
async function openDecision(
  inbound: Inbound,
  { trigger, to, identify }: CardClick,
  { name, title, facts }: { name: string; title: string; facts: 'store' | 'world' },
): Promise<void> {
  await showWindow(inbound, {
    trigger,
    to,
    title,
    name: `open-${name}`,
    facts,
    fill: async () => {
      const click = await identify();
      const opened = await inbound.app.useCases.openDecision(name, { ...click, reason: '', planHash: '' });
      const now = inbound.clock.now();
      switch (opened.is) {
        case 'form':
          return { view: decisionView(opened, click.card, { now }), otherwise: TOO_LATE };
        case 'details':
          return { view: detailsView(opened.operation, { now }), otherwise: TOO_LATE };
        default:
          return windowFor(inbound, opened, to.channel);
      }
    },
  });
}

/** The text when no window can be shown. */
const TOO_LATE: Message = {
  is: 'line',
  text: 'Slack did not let Navi open a window in time, so nothing was done. Click again.',
  level: 'warn',
};

const OUT_OF_DATE: Message = {
  is: 'line',
  text: 'This button is out of date and did nothing. Use the newest card, or type /navi status.',
  level: 'warn',
};

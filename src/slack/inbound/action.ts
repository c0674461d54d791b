import type { Click, UseCases } from '../../dispatch/use-cases.ts';
import type { CardAction, Message } from '../../domain/message.ts';
import type { Permission } from '../../domain/person.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { actionId } from '../render/card/actions.ts';
import { HOME_ROLL_BACK } from '../views/home.ts';
import { addressee, type CardClick, NOT_OURS, readCardClick } from './click.ts';
import { handleHomeRollBack } from './home.ts';
import { answerPrivately, type Inbound } from './inbound.ts';
import { handleDecisionClick, handleDetailsClick } from './modal-click.ts';
import type { ActionPayload } from './payloads.ts';
import { handleRollBackClick } from './rollback.ts';
import { handleDeleteTagClick, handleStopClick } from './window-click.ts';

type Handle = (inbound: Inbound, click: CardClick) => Promise<void>;

const HANDLERS: Record<CardAction, Handle> = {
  approve: (inbound, click) => handleDecisionClick(inbound, click, 'approve'),
  reject: (inbound, click) => handleDecisionClick(inbound, click, 'reject'),
  details: handleDetailsClick,
  retract: atOnce('retract', (useCases, click) => useCases.retract(click)),
  retry: atOnce('retry', (useCases, click) => useCases.retry(click)),
  replan: atOnce('replan', (useCases, click) => useCases.replan(click)),
  abandon: atOnce('abandon', (useCases, click) => useCases.abandon(click)),
  stop: handleStopClick,
  'delete-tag': handleDeleteTagClick,
  'plan-again': atOnce('plan-again', (useCases, click) => useCases.planAgain(click)),
  'roll-back': handleRollBackClick,
  confirm: atOnce('confirm', (useCases, click) => useCases.confirmOnCard(click, 'confirmed'), 'roll-back'),
  'end-unconfirmed': atOnce(
    'end-unconfirmed',
    (useCases, click) => useCases.confirmOnCard(click, 'ended'),
    'roll-back',
  ),
  'post-mortem': atOnce('post-mortem', (useCases, click) => useCases.postMortem(click), 'roll-back'),
  'customer-note': atOnce('customer-note', (useCases, click) => useCases.customerNote(click), 'read'),
};
const BY_ID = new Map<string, Handle>(
  Object.entries(HANDLERS).map(([action, handle]) => [`navi.${action}`, handle]),
);

/** Any click, already acknowledged. Each gets an answer, also one on a button that no longer means anything. */
export async function handleAction(inbound: Inbound, payload: ActionPayload): Promise<void> {
  const name = payload.actions[0]?.action_id ?? '';
  if (name === HOME_ROLL_BACK) {
    const tooMany = inbound.desk.takeClick(payload.user.id, { isUrgent: true });
    return tooMany === null ? handleHomeRollBack(inbound, payload) : refuseClick(inbound, payload, tooMany);
  }
  const handle = BY_ID.get(name);
  const click = readCardClick(inbound, payload);
  const isUrgent = handle === handleRollBackClick || handle === handleStopClick;
  const tooMany = inbound.desk.takeClick(payload.user.id, { isUrgent });
  if (tooMany !== null) return refuseClick(inbound, payload, tooMany);
  // A rollback and a stop wait behind nobody.
  if (!isUrgent) await inbound.turn(payload.user.id);
  if (handle !== undefined && click !== undefined) return handle(inbound, click);
  const channel = payload.container.channel_id;
  if (channel === undefined) return;
  const answer = handle === undefined ? OUT_OF_DATE : NOT_OURS;
  await answerPrivately(inbound, addressee(payload, channel), answer);
}

async function refuseClick(inbound: Inbound, payload: ActionPayload, reason: RefusalReason): Promise<void> {
  const channel = payload.container.channel_id;
  if (channel === undefined) return;
  const message: Message = { is: 'refusal', refusal: refuse(reason), asked: '' };
  await answerPrivately(inbound, addressee(payload, channel), message);
}

/** A click that is the deed itself: no modal, the answer to the person alone. Without a permission the use case judges by itself. */
function atOnce(
  name: CardAction,
  act: (useCases: UseCases, click: Click) => Promise<Message>,
  permission?: Permission,
): Handle {
  return async (inbound, click) => {
    const { desk } = inbound;
    const said = await desk.guarded(actionId(name), async () => {
      const identified = await click.identify();
      const denied = permission === undefined ? null : desk.may(identified.caller, permission);
      if (denied !== null) return { is: 'refusal', refusal: refuse(denied), asked: name };
      return act(desk.useCases, identified);
    });
    await answerPrivately(inbound, click.to, said);
  };
}

const OUT_OF_DATE: Message = {
  is: 'line',
  text: 'This button is out of date and did nothing. Use the newest card, or type /navi status.',
  level: 'warn',
};

import type { Message } from '../../../domain/message.ts';
import { type Delivery, deliveryText } from '../../../domain/notice.ts';
import type { Person } from '../../../domain/person.ts';
import { releaseLineOf } from '../../../domain/version.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import type { Tx } from '../../../ports/store.ts';
import { decideSettle, type Settlement } from './decide-settle.ts';
import { drafterOf, isAskedBy, wasRefused } from './journal.ts';
import { notThis, unknownId } from './refused.ts';
import { journal, type Known, line, type NoticeAsk, onNotice } from './review.ts';
import { endIfGiven, enqueueSending } from './send-notice.ts';

export type SettleAsk = NoticeAsk & { recipient: string; is: Settlement; text: string };

/** A person says what happened to one recipient's message, or has it sent again. */
export function settleNotice(context: Context, ask: SettleAsk): Promise<Message> {
  return onNotice(context, ask, (tx, known) => settleIn(tx, context, known, ask));
}

/** The same in a transaction, for a person who may. */
export async function settleIn(
  tx: Tx,
  context: Context,
  { notice, person, at }: Known,
  ask: SettleAsk,
): Promise<Message> {
  const { is, text, recipient } = ask;
  if (notice.state.is !== 'sending' && notice.state.is !== 'given')
    return notThis(`${notice.id} was not sent yet.`, `Type /navi notice show v${ask.version}.`);
  const delivery = await tx.notices.lockDelivery(notice.id, recipient);
  if (delivery === undefined)
    return unknownId(`${notice.id} has no recipient "${recipient}".`, {
      typed: recipient,
      ids: notice.recipients.map(({ id }) => id),
      list: `/navi notice show v${ask.version}`,
    });
  const drafter = (await drafterOf(tx, notice.id)) ?? notice.owner;
  const notSecond = [notice.owner, drafter, ...(await requestersOf(tx, person, ask))];
  const decided = decideSettle(await withProvenRequest(tx, delivery), {
    is,
    text,
    by: person.id,
    at,
    notSecond,
  });
  if (decided.is === 'refused')
    return notThis(`${recipient}: ${decided.text}.`, `Type /navi notice show v${ask.version}.`);
  await tx.notices.saveDelivery(decided.delivery);
  journal(tx, ask, 'notice-settled', {
    ...{ id: notice.id, recipient, said: is, text: text.slice(0, 500) },
    state: decided.is === 'asked' ? 'asked' : decided.delivery.state.is,
  });
  if (decided.is === 'settled') {
    if (notice.state.is === 'given' && isOwedAgain(decided.delivery))
      await tx.notices.save({
        ...notice,
        state: { is: 'sending', reviewer: notice.state.reviewer, by: person.id, at },
      });
    await endIfGiven(tx, context, notice.id);
    await enqueueSending(tx, notice.id, at);
  }
  await enqueueAlertCard(tx, context, { id: notice.id, at });
  return line(`${recipient}: ${deliveryText(decided.delivery)}`);
}

/** The request of the first person counts only as the journal has it. */
async function withProvenRequest(tx: Tx, delivery: Delivery): Promise<Delivery> {
  const { asked } = delivery;
  return asked === null || (await isAskedBy(tx, { ...delivery, asked }))
    ? delivery
    : { ...delivery, asked: null };
}

/** A bounce takes *given* back. */
function isOwedAgain({ state }: Delivery): boolean {
  return state.is === 'bounced' || state.is === 'planned';
}

/** Who asked for a release of this version at any time; this person also where it was refused. */
async function requestersOf(
  tx: Tx,
  { id, slack }: Person,
  { version, caller }: SettleAsk,
): Promise<string[]> {
  const all = await tx.operations.ofReleaseLine(releaseLineOf(version), '');
  const asked = all.flatMap(({ plan, requester }) =>
    plan.content.version === version ? [requester.person] : [],
  );
  const accounts = [
    ...(caller.is === 'person' ? [caller.account] : []),
    ...(slack === undefined ? [] : [slack]),
  ];
  return (await wasRefused(tx, { accounts, person: id, version })) ? [...asked, id] : asked;
}

import type { CardAddress, Click } from '../domain/click.ts';
import { actorOf, type JournalEvent } from '../domain/journal.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import type { Person, Place } from '../domain/person.ts';
import { type RefusalReason, refuse } from '../domain/refusal.ts';
import type { OutboxRow, Tx } from '../ports/store.ts';
import { cardKey } from './keep.ts';
import type { Ground } from './ports.ts';

/** A click that may be believed: a known person, on the card Navi posted, of the revision that is shown. */
export interface Believed {
  person: Person;
  operation: Operation;
}

/** Where a click was made, for the journal. */
export function placeOf(click: Click): Place {
  return click.card === 'terminal' ? { is: 'terminal' } : { is: 'slack', channel: click.card.channel };
}

/**
 * Looks the click up in the store, inside the transaction that will act on it: nothing of the payload is believed but
 * the operation's id and the revision, and those only from the stored card.
 */
export async function believe(tx: Tx, click: Click): Promise<Believed | { refused: RefusalReason }> {
  const { caller } = click;
  if (caller.is === 'stranger') return { refused: { code: 'stranger', why: caller.why } };
  if (caller.is === 'unproven') return { refused: { code: 'token-invalid' } };
  const operation = await tx.operations.lock(click.operation);
  if (operation === undefined) return { refused: { code: 'operation-unknown', operation: click.operation } };
  const refused = (await cardProblem(tx, click, operation)) ?? revisionProblem(click, operation);
  if (refused !== null) return { refused };
  return { person: caller.person, operation };
}

/** A decision counts only from the stored card, or from a terminal whose caller is proven. */
async function cardProblem(tx: Tx, click: Click, operation: Operation): Promise<RefusalReason | null> {
  const { card, caller } = click;
  if (card === 'terminal')
    return caller.is === 'person' && caller.how === 'terminal-token' ? null : { code: 'card-not-ours' };
  const post = await tx.outbox.byPost(card.channel, card.ts);
  if (post?.key === cardKey(operation.id)) return null;
  const isComing = isBeingPosted(await tx.outbox.get(cardKey(operation.id)), card);
  return { code: isComing ? 'card-being-posted' : 'card-not-ours' };
}

function revisionProblem(click: Click, { id, plan }: Operation): RefusalReason | null {
  if (click.revision === 'current' || click.revision === plan.revision) return null;
  return { code: 'plan-outdated', operation: id, revision: click.revision, current: plan.revision };
}

/** How long a click waits for its card to be known, and how often that is looked at, in milliseconds. */
const KNOWN_WITHIN_MS = 3_000;
const LOOK_MS = 100;

/**
 * Slack shows a card a moment before Navi has kept that it did, and people are quick. A click in that moment waits
 * until the post is kept, since only the stored card counts; `believe` refuses it when it stays unknown.
 */
export async function cardKnown(ground: Ground, click: Click): Promise<void> {
  if (click.card === 'terminal') return;
  for (let waited = 0; waited < KNOWN_WITHIN_MS; waited += LOOK_MS) {
    const row = await ground.store.transaction((tx) => tx.outbox.get(cardKey(click.operation)));
    if (!isBeingPosted(row, click.card)) return;
    await ground.clock.wait(LOOK_MS);
  }
}

/** Whether this operation's card is on its way to the channel of the click, and may be there already. */
function isBeingPosted(row: OutboxRow | undefined, card: CardAddress): boolean {
  if (row === undefined || row.ts !== null || row.channel !== card.channel) return false;
  return row.state === 'sending' || row.state === 'unknown';
}

/** A denied click is an event, and gets an answer. */
export function deny(
  tx: Tx,
  click: Click,
  denial: { asked: string; reasons: readonly RefusalReason[] },
): Message {
  tx.journal.append({
    subject: { kind: 'operation', id: click.operation.slice(0, 100) },
    event: 'refused',
    actor: actorOf(click.caller, placeOf(click)),
    planHash: null,
    details: { asked: denial.asked, codes: denial.reasons.map((reason) => reason.code) },
  });
  return { is: 'refusal', refusal: refuse(...denial.reasons), asked: denial.asked };
}

export interface Decided {
  event: JournalEvent;
  believed: Believed;
  details: Record<string, string>;
}

/** Journals what a person decided on the current plan, in the role they did it in. */
export function record(tx: Tx, click: Click, { event, believed, details }: Decided): void {
  const { plan, id } = believed.operation;
  const rule = plan.content.approval;
  const role =
    rule.is === 'none' ? null : (rule.roles.find((one) => believed.person.roles.includes(one)) ?? null);
  tx.journal.append({
    subject: { kind: 'operation', id },
    event,
    actor: actorOf(click.caller, placeOf(click), role),
    planHash: plan.hash,
    details: { revision: plan.revision, ...details },
  });
}

/** One click on one card: believed or refused, then acted on, in one transaction. */
export async function onClick(
  ground: Ground,
  click: Click,
  act: { asked: string; apply(tx: Tx, believed: Believed): Promise<Message | { refused: RefusalReason }> },
): Promise<Message> {
  await cardKnown(ground, click);
  return ground.store.transaction(async (tx): Promise<Message> => {
    const believed = await believe(tx, click);
    if ('refused' in believed) return deny(tx, click, { asked: act.asked, reasons: [believed.refused] });
    const answer = await act.apply(tx, believed);
    return 'refused' in answer ? deny(tx, click, { asked: act.asked, reasons: [answer.refused] }) : answer;
  });
}

import type { CardAddress, Click } from '../domain/click.ts';
import { actorOf, type JournalEvent } from '../domain/journal.ts';
import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import type { Person, Place } from '../domain/person.ts';
import { type RefusalReason, refuse } from '../domain/refusal.ts';
import type { Tx } from '../ports/store.ts';
import type { OutboxRow } from '../ports/tables/outbox.ts';
import type { Context } from './context.ts';
import { type DecisionSubject, OPERATION } from './decision-subject.ts';

/** A valid click: a known person, on the card that Navi posted, of the revision that is shown. */
export interface Believed<Row extends object = Operation> {
  person: Person;
  row: Row;
}

/** Where a click was made, for the journal. */
export function placeOf(click: Click): Place {
  return click.card === 'terminal' ? { is: 'terminal' } : { is: 'slack', channel: click.card.channel };
}

/**
 * Validates the click against the store, in the transaction that acts on it. Of the payload only the subject and the
 * revision are used, and only from the stored card.
 */
export async function believe<Row extends object>(
  tx: Tx,
  click: Click,
  about: DecisionSubject<Row>,
): Promise<Believed<Row> | { refused: RefusalReason }> {
  const { caller, subject } = click;
  if (caller.is === 'stranger') return { refused: { code: 'stranger', why: caller.why } };
  if (caller.is === 'unproven') return { refused: { code: 'token-invalid' } };
  const row = subject.kind === about.kind ? await about.lock(tx, subject.id) : undefined;
  if (row === undefined) return { refused: about.unknown(subject.id) };
  const problem = await cardProblem(tx, click, about.cardKey(about.idOf(row)));
  const refused = problem ?? revisionProblem(click, about.revisionOf(row));
  if (refused !== null) return { refused };
  return { person: caller.person, row };
}

/** A decision counts only from the stored card, or from a terminal whose caller is proven. */
async function cardProblem(tx: Tx, { card, caller }: Click, key: string): Promise<RefusalReason | null> {
  if (card === 'terminal') {
    if (caller.is !== 'person' || caller.how !== 'terminal-token') return { code: 'card-not-ours' };
    return (await wasRevoked(tx, caller.account)) ? { code: 'token-invalid' } : null;
  }
  const post = await tx.outbox.byPost(card.channel, card.ts);
  if (post?.key === key) return null;
  const isComing = isBeingPosted(await tx.outbox.get(key), card);
  return { code: isComing ? 'card-being-posted' : 'card-not-ours' };
}

/** The token was valid when the request came; a decision reads services for seconds before it is saved. */
async function wasRevoked(tx: Tx, terminal: string): Promise<boolean> {
  const rows = await tx.journal.of({ kind: 'token', id: terminal });
  return rows.some(({ row }) => row.event === 'token-revoked');
}

function revisionProblem({ revision, subject }: Click, current: number): RefusalReason | null {
  if (revision === 'current' || revision === current) return null;
  return { code: 'plan-outdated', operation: subject.id, revision, current };
}

/** How long a click waits until its card is stored, and how often the store is read. Milliseconds. */
const KNOWN_WITHIN_MS = 3_000;
const LOOK_MS = 100;

/**
 * Slack shows a card a moment before Navi has stored its address. A click in that moment waits for the address,
 * because only the stored card counts; `believe` refuses it if the card stays unknown.
 */
export async function cardKnown(
  context: Context,
  click: Click,
  about: Pick<DecisionSubject<never>, 'cardKey'>,
): Promise<void> {
  if (click.card === 'terminal') return;
  for (let waited = 0; waited < KNOWN_WITHIN_MS; waited += LOOK_MS) {
    const row = await context.store.transaction((tx) => tx.outbox.get(about.cardKey(click.subject.id)));
    if (!isBeingPosted(row, click.card)) return;
    await context.clock.wait(LOOK_MS);
  }
}

/** Whether the card is on its way to the channel of the click, and may be there already. */
function isBeingPosted(row: OutboxRow | undefined, card: CardAddress): boolean {
  if (row === undefined || row.ts !== null || row.channel !== card.channel) return false;
  return row.state === 'sending' || row.state === 'unknown';
}

/** Journals a refused click and returns the refusal. */
export function deny(
  tx: Tx,
  click: Click,
  denial: { asked: string; reasons: readonly RefusalReason[] },
): Extract<Message, { is: 'refusal' }> {
  tx.journal.append({
    subject: { kind: click.subject.kind.slice(0, 40), id: click.subject.id.slice(0, 100) },
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

/** Journals a person's decision on the current plan, with the person's role. */
export function record(tx: Tx, click: Click, { event, believed, details }: Decided): void {
  const { plan, id } = believed.row;
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

/** One decision in one transaction: validated and applied, or refused. A refusal is journalled. */
export async function onDecision<Row extends object>(
  context: Context,
  click: Click,
  {
    about,
    asked,
    apply,
  }: {
    about: DecisionSubject<Row>;
    /** Its name in a refusal. */
    asked: string;
    apply(tx: Tx, believed: Believed<Row>): Promise<Message | { refused: RefusalReason }>;
  },
): Promise<Message> {
  await cardKnown(context, click, about);
  return context.store.transaction(async (tx): Promise<Message> => {
    const believed = await believe(tx, click, about);
    if ('refused' in believed) return deny(tx, click, { asked, reasons: [believed.refused] });
    const answer = await apply(tx, believed);
    return 'refused' in answer ? deny(tx, click, { asked, reasons: [answer.refused] }) : answer;
  });
}

/** One decision about an operation. */
export function onClick(
  context: Context,
  click: Click,
  act: { asked: string; apply(tx: Tx, believed: Believed): Promise<Message | { refused: RefusalReason }> },
): Promise<Message> {
  return onDecision(context, click, { about: OPERATION, ...act });
}

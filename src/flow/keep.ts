import type { JournalEntry } from '../domain/journal.ts';
import type { Operation } from '../domain/operation.ts';
import type { About, Lane, Tx } from '../ports/store.ts';

/** A card is edited at most this often (facts/slack.md §4: one update per message per 1.5–2 s). */
const CARD_PAUSE_MS = 1_500;
/**
 * A release that runs changes in small ways for minutes. Eighteen edits a minute for all of them together, with their
 * beginnings and ends, stay within half of what `chat.update` may take (50 a minute, facts/slack.md §4).
 */
const RUNNING_CARD_PAUSE_MS = 3_300;

/**
 * How long after an edit (ISO) of a card the next may follow, with so many operations `open`. What people wait for is
 * soon: that it runs, that it has ended or stopped, and a rollback's clock.
 */
export function cardPause(
  { kind, state }: Operation,
  { edited, open }: { edited: string; open: number },
): number {
  const saysRunning = state.is === 'running' && edited >= state.since;
  return kind === 'release' && saysRunning ? RUNNING_CARD_PAUSE_MS * Math.max(open, 1) : CARD_PAUSE_MS;
}

/** Keeps an operation and has its card redrawn: what nearly every change of an operation ends with. */
export async function keepOperation(tx: Tx, operation: Operation, at: string): Promise<void> {
  await tx.operations.save(operation);
  await say(tx, operation, {
    about: { is: 'card', operation: operation.id },
    key: cardKey(operation.id),
    at,
  });
}

/** Has the plan's approval time end (DESIGN §4.3 "Expiry"). */
export async function expireAt(tx: Tx, operation: Operation): Promise<void> {
  await tx.duties.put({
    key: `expire:${operation.id}:${operation.plan.revision}`,
    kind: 'expire',
    subject: operation.id,
    lane: 'normal',
    dueAt: operation.plan.expiresAt,
  });
}

export interface Saying {
  about: About;
  key: string;
  at: string;
}

/** Puts something to say in the outbox, and the duty that delivers it. Lines go into the card's thread. */
export async function say(tx: Tx, operation: Operation, { about, key, at }: Saying): Promise<void> {
  await tx.outbox.put({
    key,
    about,
    channel: operation.channel,
    inThread: about.is === 'line' || about.is === 'seal',
    at,
  });
  await deliverSoon(tx, operation, at);
}

/** Has what waits for this operation delivered at this time (ISO). */
export async function deliverSoon(tx: Tx, operation: Operation, at: string): Promise<void> {
  await tx.duties.put({
    key: `deliver:${operation.id}`,
    kind: 'deliver',
    subject: operation.id,
    lane: laneOf(operation),
    dueAt: at,
  });
}

/** Has the operation advanced at this time (ISO). */
export async function wake(tx: Tx, operation: Operation, at: string): Promise<void> {
  await tx.duties.put({
    key: `advance:${operation.id}`,
    kind: 'advance',
    subject: operation.id,
    lane: laneOf(operation),
    dueAt: at,
  });
}

/** Has the run that an ended release left behind, or may have, looked for and ended from this time (ISO) on. */
export async function endRunOf(tx: Tx, { id }: Operation, at: string): Promise<void> {
  await tx.duties.put({ key: `end-run:${id}`, kind: 'end-run', subject: id, lane: 'normal', dueAt: at });
}

/** A journal entry about this operation by Navi itself. */
export function byNavi(
  operation: Operation,
  event: JournalEntry['event'],
  details: JournalEntry['details'],
): JournalEntry {
  return {
    subject: { kind: 'operation', id: operation.id },
    event,
    actor: { is: 'navi' },
    planHash: operation.plan.hash,
    details,
  };
}

export function cardKey(operation: string): string {
  return `card:${operation}`;
}

/** Rollbacks go ahead of everything else (DESIGN §1.3). */
export function laneOf(operation: Operation): Lane {
  return operation.kind === 'rollback' ? 'urgent' : 'normal';
}

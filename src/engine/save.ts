import type { JournalEntry } from '../domain/journal.ts';
import type { Operation } from '../domain/operation.ts';
import { operationSubject, type Subject, subjectKey } from '../domain/subject.ts';
import type { Tx } from '../ports/store.ts';
import type { Priority } from '../ports/tables/jobs.ts';
import type { About, Level, SealOccasion, Whom } from '../ports/tables/outbox.ts';
import type { Context } from './context.ts';
import { saveEnded } from './save-releases.ts';

/** What is known of kinds of operations. */
export type Known = Pick<Context, 'operations'>;

/** When, and for what is known. */
interface Saving {
  /** ISO */
  at: string;
  known: Known;
}

/** A card is edited at most this often (docs/services.md, Slack: one update per message per 1.5–2 s). */
const CARD_PAUSE_MS = 1_500;
/**
 * A running release changes often for minutes. Eighteen edits a minute for all releases together, plus their starts
 * and ends, stay within half of the limit of `chat.update` (50 a minute, docs/services.md, Slack).
 */
const RUNNING_CARD_PAUSE_MS = 3_300;

/**
 * How long after an edit (ISO) of a card the next may follow, with so many operations `open`. Important changes come
 * soon: that it runs, that it has ended or paused, and a rollback's clock.
 */
export function cardPause(
  operation: Operation,
  { edited, open, known }: { edited: string; open: number; known: Known },
): number {
  const { state } = operation;
  const isShownRunning = state.is === 'running' && edited >= state.since;
  const isOrdinary = known.operations.traitsOf(operation).takesBack !== true;
  return isOrdinary && isShownRunning ? RUNNING_CARD_PAUSE_MS * Math.max(open, 1) : CARD_PAUSE_MS;
}

/** Saves an operation and enqueues its card: nearly every change of an operation ends with this. */
export async function saveOperation(tx: Tx, operation: Operation, saving: Saving): Promise<void> {
  const before = await tx.operations.get(operation.id);
  if (before === undefined || isNews(before, operation)) await tellPeople(tx, operation, saving.at);
  await tx.operations.save(operation);
  await saveEnded(tx, operation, saving.at);
  await enqueueCard(tx, operation, saving);
}

/** Whether people are told of the change by direct message. */
function isNews(before: Operation, after: Operation): boolean {
  return before.state.is !== after.state.is || before.approvers.length !== after.approvers.length;
}

/** Schedules the direct messages about the operation as it is at this time (ISO). */
function tellPeople(tx: Tx, operation: Operation, at: string): Promise<void> {
  return enqueueJob(tx, { kind: 'direct', subject: operationSubject(operation), at });
}

/** Enqueues a redraw of the operation's card. */
export function enqueueCard(tx: Tx, operation: Operation, saving: Saving): Promise<void> {
  return enqueueMessage(tx, operation, { about: { is: 'card' }, key: cardKey(operation.id), ...saving });
}

/** Schedules the end of the plan's approval time, and that the approvers are asked. */
export async function expireAt(tx: Tx, operation: Operation): Promise<void> {
  await tx.jobs.put({
    key: `expire:${operation.id}:${operation.plan.revision}`,
    kind: 'expire',
    subject: operationSubject(operation),
    priority: 'normal',
    dueAt: operation.plan.expiresAt,
  });
  await tellPeople(tx, operation, operation.plan.createdAt);
}

export interface NewMessage extends Saving {
  about: About;
  key: string;
}

/** Enqueues a message, and the job that delivers it. Lines go into the card's thread. */
export async function enqueueMessage(
  tx: Tx,
  operation: Operation,
  { about, key, at, known }: NewMessage,
): Promise<void> {
  await tx.outbox.put({
    key,
    subject: operationSubject(operation),
    about,
    channel: operation.channel,
    inThread: about.is === 'line' || about.is === 'seal',
    at,
  });
  await deliverSoon(tx, operation, { at, known });
}

/** Enqueues a post of the journal's head in the operation's thread, once per occasion and revision. */
export async function sealAt(
  tx: Tx,
  operation: Operation,
  { occasion, ...saving }: Saving & { occasion: SealOccasion },
): Promise<void> {
  const { id, plan } = operation;
  const key = occasion === 'ended' ? `seal:${id}` : `seal:${id}:${occasion}:${plan.revision}`;
  if ((await tx.outbox.get(key)) !== undefined) return;
  await enqueueMessage(tx, operation, { about: { is: 'seal', occasion }, key, ...saving });
}

export interface Notice {
  subject: Subject;
  /** Plain text; where it is shown it is escaped. */
  text: string;
  level: Level;
  /** Who is mentioned, if anyone. */
  whom?: Whom;
  /** A Slack channel. */
  channel: string;
  /** One post per key: a repeat replaces the text of a waiting notice, and changes nothing of a sent one. */
  key: string;
  at: string;
}

/** Enqueues a message that needs no operation, and the job that delivers it. */
export async function enqueueNotice(tx: Tx, notice: Notice): Promise<void> {
  const { subject, text, level, whom = null, channel, key, at } = notice;
  const known = await tx.outbox.lock(key);
  if (known !== undefined && known.state !== 'pending') return;
  await tx.outbox.put({
    key,
    subject,
    about: { is: 'notice', text, level, whom },
    channel,
    inThread: false,
    at,
  });
  await enqueueDelivery(tx, subject, { priority: 'normal', at });
}

/** Schedules the delivery of this operation's messages at this time (ISO). */
export function deliverSoon(tx: Tx, operation: Operation, { at, known }: Saving): Promise<void> {
  return enqueueDelivery(tx, operationSubject(operation), { priority: priorityOf(operation, known), at });
}

/** Schedules the delivery of this subject's messages at this time (ISO). */
export async function enqueueDelivery(
  tx: Tx,
  subject: Subject,
  { priority, at }: { priority: Priority; at: string },
): Promise<void> {
  const key = `deliver:${subjectKey(subject)}`;
  await tx.jobs.put({ key, kind: 'deliver', subject, priority, dueAt: at });
}

/** Enqueues a job about a subject at this time (ISO); if it exists, the earlier of both times counts. */
export async function enqueueJob(
  tx: Tx,
  {
    kind,
    subject,
    key = `${kind}:${subjectKey(subject)}`,
    at,
  }: { kind: string; subject: Subject; key?: string; at: string },
): Promise<void> {
  await tx.jobs.put({ key, kind, subject, priority: 'normal', dueAt: at });
}

/** Schedules the operation's next `advance` at this time (ISO). */
export async function wake(tx: Tx, operation: Operation, { at, known }: Saving): Promise<void> {
  await tx.jobs.put({
    key: `advance:${operation.id}`,
    kind: 'advance',
    subject: operationSubject(operation),
    priority: priorityOf(operation, known),
    dueAt: at,
  });
}

/**
 * Enqueues the job that cleans up what an operation leaves, if it leaves anything; `afterSuccessor` (ISO) is when the
 * operation that took its place has had time to do so itself.
 */
export async function cleanUp(
  tx: Tx,
  operation: Operation,
  { at, afterSuccessor = at, known }: Saving & { afterSuccessor?: string },
): Promise<void> {
  const left = known.operations.traitsOf(operation).leaves?.(operation) ?? null;
  if (left === null) return;
  const { kind, key, mayBeDoneBySuccessor } = left;
  const dueAt = mayBeDoneBySuccessor === true ? afterSuccessor : at;
  await enqueueJob(tx, { kind, key, subject: operationSubject(operation), at: dueAt });
}

/** A journal entry about this operation by Navi itself. */
export function byNavi(
  operation: Operation,
  event: JournalEntry['event'],
  details: JournalEntry['details'],
): JournalEntry {
  return {
    subject: operationSubject(operation),
    event,
    actor: { is: 'navi' },
    planHash: operation.plan.hash,
    details,
  };
}

export function cardKey(operation: string): string {
  return `card:${operation}`;
}

/** A rollback goes ahead of all other jobs. */
export function priorityOf(operation: Operation, { operations }: Known): Priority {
  return operations.traitsOf(operation).takesBack === true ? 'urgent' : 'normal';
}

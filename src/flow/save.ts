import type { JournalEntry } from '../domain/journal.ts';
import type { Operation } from '../domain/operation.ts';
import { operationSubject, type Subject, subjectKey } from '../domain/subject.ts';
import { OPERATIONS } from '../features/operations.ts';
import { hasBegunToTag } from '../features/release/left-tag.ts';
import { endingRunOf } from '../features/release/run-left.ts';
import type { About, Level, Priority, SealOccasion, Tx, Whom } from '../ports/store.ts';
import { saveEnded } from './save-releases.ts';

/** A card is edited at most this often (docs/services.md, Slack: one update per message per 1.5–2 s). */
const CARD_PAUSE_MS = 1_500;
/**
 * A release that runs changes in small ways for minutes. Eighteen edits a minute for all of them together, with their
 * beginnings and ends, stay within half of what `chat.update` may take (50 a minute, docs/services.md, Slack).
 */
const RUNNING_CARD_PAUSE_MS = 3_300;

/**
 * How long after an edit (ISO) of a card the next may follow, with so many operations `open`. What people wait for is
 * soon: that it runs, that it has ended or stopped, and a rollback's clock.
 */
export function cardPause(operation: Operation, { edited, open }: { edited: string; open: number }): number {
  const { state } = operation;
  const isShownRunning = state.is === 'running' && edited >= state.since;
  const isOrdinary = OPERATIONS.traitsOf(operation).takesBack !== true;
  return isOrdinary && isShownRunning ? RUNNING_CARD_PAUSE_MS * Math.max(open, 1) : CARD_PAUSE_MS;
}

/** Keeps an operation and has its card redrawn: what nearly every change of an operation ends with. */
export async function saveOperation(tx: Tx, operation: Operation, at: string): Promise<void> {
  await tx.operations.save(operation);
  await saveEnded(tx, operation, at);
  await enqueueCard(tx, operation, at);
}

/** Has the operation's card drawn again. */
export function enqueueCard(tx: Tx, operation: Operation, at: string): Promise<void> {
  return enqueueMessage(tx, operation, { about: { is: 'card' }, key: cardKey(operation.id), at });
}

/** Has the plan's approval time end. */
export async function expireAt(tx: Tx, operation: Operation): Promise<void> {
  await tx.jobs.put({
    key: `expire:${operation.id}:${operation.plan.revision}`,
    kind: 'expire',
    subject: operationSubject(operation),
    priority: 'normal',
    dueAt: operation.plan.expiresAt,
  });
}

export interface NewMessage {
  about: About;
  key: string;
  at: string;
}

/** Puts something to say in the outbox, and the job that delivers it. Lines go into the card's thread. */
export async function enqueueMessage(
  tx: Tx,
  operation: Operation,
  { about, key, at }: NewMessage,
): Promise<void> {
  await tx.outbox.put({
    key,
    subject: operationSubject(operation),
    about,
    channel: operation.channel,
    inThread: about.is === 'line' || about.is === 'seal',
    at,
  });
  await deliverSoon(tx, operation, at);
}

/** Has the journal's head posted in the operation's thread, once for each occasion and revision. */
export async function sealAt(
  tx: Tx,
  operation: Operation,
  { occasion, at }: { occasion: SealOccasion; at: string },
): Promise<void> {
  const { id, plan } = operation;
  const key = occasion === 'ended' ? `seal:${id}` : `seal:${id}:${occasion}:${plan.revision}`;
  if ((await tx.outbox.get(key)) !== undefined) return;
  await enqueueMessage(tx, operation, { about: { is: 'seal', occasion }, key, at });
}

export interface Notice {
  subject: Subject;
  /** Plain text; where it is shown it is escaped. */
  text: string;
  level: Level;
  /** Who is mentioned, if anybody. */
  whom?: Whom;
  /** A Slack channel. */
  channel: string;
  /** One post for one key: put again, it changes the words of a notice that waits, and nothing of one that was sent. */
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

/** Has what waits for this operation delivered at this time (ISO). */
export function deliverSoon(tx: Tx, operation: Operation, at: string): Promise<void> {
  return enqueueDelivery(tx, operationSubject(operation), { priority: priorityOf(operation), at });
}

/** Has what waits for this subject delivered at this time (ISO). */
export async function enqueueDelivery(
  tx: Tx,
  subject: Subject,
  { priority, at }: { priority: Priority; at: string },
): Promise<void> {
  const key = `deliver:${subjectKey(subject)}`;
  await tx.jobs.put({ key, kind: 'deliver', subject, priority, dueAt: at });
}

/** Has a job about a subject done at this time (ISO); one that is due already comes at the earlier of both times. */
export async function enqueueJob(
  tx: Tx,
  { kind, subject, at }: { kind: string; subject: Subject; at: string },
): Promise<void> {
  const key = `${kind}:${subjectKey(subject)}`;
  await tx.jobs.put({ key, kind, subject, priority: 'normal', dueAt: at });
}

/** Has the operation advanced at this time (ISO). */
export async function wake(tx: Tx, operation: Operation, at: string): Promise<void> {
  await tx.jobs.put({
    key: `advance:${operation.id}`,
    kind: 'advance',
    subject: operationSubject(operation),
    priority: priorityOf(operation),
    dueAt: at,
  });
}

/** Has the claim of a release that ended early revoked, and its run ended, from this time (ISO) on. */
export async function endRunOf(tx: Tx, operation: Operation, at: string): Promise<void> {
  const subject = operationSubject(operation);
  const key = `end-run:${operation.id}`;
  await tx.jobs.put({ key, kind: 'end-run', subject, priority: 'normal', dueAt: at });
}

/** Whether the journal says that the run of a release that ended early has ended. */
export async function isRunEnded(tx: Tx, operation: Operation): Promise<boolean> {
  const rows = await tx.journal.of(operationSubject(operation));
  return rows.some(({ row, authentic }) => authentic && row.event === 'run-ended');
}

/**
 * Of a release that ends early: has its run ended from `run` (ISO) on, and then its tag looked at; where it has no run,
 * the tag at `tag`.
 */
export async function endWhatIsLeft(
  tx: Tx,
  operation: Operation,
  { run, tag }: { run: string; tag: string },
): Promise<void> {
  if (endingRunOf(operation) !== null) return endRunOf(tx, operation, run);
  await lookAtTagOf(tx, operation, tag);
}

/** Has it looked whether the tag that a release left may be deleted, at this time (ISO). */
export async function lookAtTagOf(tx: Tx, operation: Operation, at: string): Promise<void> {
  if (hasBegunToTag(operation))
    await enqueueJob(tx, { kind: 'left-tag', subject: operationSubject(operation), at });
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

/** What takes something back goes ahead of everything else. */
export function priorityOf(operation: Operation): Priority {
  return OPERATIONS.traitsOf(operation).takesBack === true ? 'urgent' : 'normal';
}

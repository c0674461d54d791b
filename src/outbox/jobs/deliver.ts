import type { Message } from '../../domain/message.ts';
import type { JournalHead } from '../../domain/record-check.ts';
import { PAGES, type Subject } from '../../domain/subject.ts';
import { alertCardKey } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { defineJob, NOTHING } from '../../engine/define-job.ts';
import { cardKey } from '../../engine/save.ts';
import type { PostAddress } from '../../ports/chat.ts';
import type { Receipt } from '../../ports/receipt.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';
import type { OutboxRow } from '../../ports/tables/outbox.ts';
import { cardFor } from '../card/card-for.ts';
import { beginSending, saveDelivery } from '../delivery.ts';
import { type Around, dueTimes } from '../due.ts';
import { FIRST_RETRY_MS, later, noteProblem } from '../note-problem.ts';
import { deliverPages } from '../pages.ts';
import { isKnown, type Post, postsOf } from '../posts.ts';
import { removeLatePost } from './late-post.ts';

/** How many rows of one subject one pass reads: a backlog is delivered in parts. */
const MOST_ROWS = 200;
/** A post of unknown fate is looked for this often before it is sent again (docs/services.md, Slack). */
const LOOKS_BEFORE_REPOST = 2;

/**
 * A post starts only this soon after its row was marked as being sent, and an edit only this soon after its card was
 * read. It is shorter than the time until another process takes over the job of a stopped one (a claim's 10 s less a
 * heartbeat's 3), in milliseconds.
 */
const MAY_POST_WITHIN_MS = 5_000;

/**
 * Delivers the waiting messages of one subject, in order: first an operation's card, then the rest. Messages are
 * rendered from the current store. A post of unknown fate is searched before it is sent again.
 */
export async function deliver(context: Context, subject: Subject): Promise<JobOutcome> {
  const now = context.clock.now().getTime();
  const readAt = context.clock.machine().getTime();
  const { operation, other, open, rows, surfaces, head } = await context.store.transaction(async (tx) => ({
    operation: subject.kind === 'operation' ? await tx.operations.get(subject.id) : undefined,
    other: await context.cards.open(tx, subject),
    open: await tx.operations.countOpen(),
    rows: (await tx.outbox.pending(subject, MOST_ROWS)).filter(isDeliverable),
    surfaces: await tx.surfaces.all(),
    head: await tx.journal.head(),
  }));
  if (subject.kind === 'operation' && operation === undefined) return { is: 'over' };
  const dueAt = dueTimes({ rows, operation, open, now, known: context });
  const due = rows.filter((row) => dueAt(row) <= now);
  const card = due.find((row) => row.about.is === 'card');
  const others = due.filter((row) => row.about.is !== 'card');
  try {
    if (card !== undefined && operation !== undefined)
      await unlessRefused(context, [card], () =>
        deliverDrawn(context, {
          row: card,
          message: { is: 'card', card: cardFor(context, operation, surfaces) },
          readAt,
          head,
        }),
      );
    const thread = await threadOf(context, subject);
    for (const post of postsOf({ context, operation, card: other, head, surfaces }, others))
      await unlessRefused(context, post.rows, () => {
        const [row] = post.rows;
        return row !== undefined && (row.about.is === 'alert' || isEdit(row))
          ? deliverDrawn(context, { row, message: post.message, readAt, head })
          : deliverPost(context, { ...post, head }, thread);
      });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    await noteProblem(context, { error, rows: due });
  }
  return again(context, subject, { operation, open });
}

/** A direct message that says something else than when it was sent. */
function isEdit({ about, ts }: OutboxRow): boolean {
  return about.is === 'notice' && ts !== null;
}

/** A message that the chat refuses in every form waits alone: later messages are delivered. */
async function unlessRefused(
  context: Context,
  rows: readonly OutboxRow[],
  delivery: () => Promise<void>,
): Promise<void> {
  try {
    await delivery();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.facts.isForm !== true) throw error;
    await noteProblem(context, { error, rows });
  }
}

/** When to deliver the rest. Lines wait for their card: posting the card also enqueues them. */
async function again(
  context: Context,
  subject: Subject,
  around: Pick<Around, 'operation' | 'open'>,
): Promise<JobOutcome> {
  const thread = await threadOf(context, subject);
  const left = await context.store.transaction((tx) => tx.outbox.pending(subject, MOST_ROWS));
  const rows = left.filter((row) => isDeliverable(row) && (!row.inThread || thread !== null));
  if (rows.length === 0) return { is: 'over' };
  const now = context.clock.now().getTime();
  const soonest = Math.min(...rows.map(dueTimes({ ...around, rows, now, known: context })));
  return { is: 'again', at: later(context, Math.max(soonest - now, SHORTEST_PAUSE_MS)) };
}

/** The post whose thread gets the lines of an operation or an alert; null for others, and before the card is posted. */
async function threadOf(context: Context, { kind, id }: Subject): Promise<string | null> {
  if (kind !== 'operation' && kind !== 'alert') return null;
  const key = kind === 'alert' ? alertCardKey(id) : cardKey(id);
  return (await context.store.transaction((tx) => tx.outbox.get(key)))?.ts ?? null;
}

/** A row of an unknown kind waits for a version that knows it. */
function isDeliverable({ state, about }: OutboxRow): boolean {
  return state !== 'given-up' && isKnown(about);
}

/** Between two rounds over the same rows, such as a post that waits for its card. */
const SHORTEST_PAUSE_MS = 200;

/** What is drawn whole each time: the card of an operation, or of another subject. */
interface Drawn {
  row: OutboxRow;
  message: Message;
  readAt: number;
  head: JournalHead;
}

/** A post with the journal's head at the time of drawing. */
type SealedPost = Post & { head: JournalHead };

/** Posts it once, then edits it in place. Skips the edit where another process took over meanwhile and has drawn a newer state. */
async function deliverDrawn(context: Context, { row: card, message, readAt, head }: Drawn): Promise<void> {
  if (card.ts === null) return deliverPost(context, { rows: [card], key: card.key, message, head }, null);
  if (context.clock.machine().getTime() - readAt > MAY_POST_WITHIN_MS) return;
  try {
    const stamp = { key: card.key, head };
    const { requestIds = [] } = await context.chat.update({
      channel: card.channel,
      ts: card.ts,
      message,
      stamp,
    });
    // Not in the journal: a card is redrawn every few seconds.
    context.telemetry.info('a card was edited', { card: card.key, requestIds: [...requestIds] });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    // The edit may still arrive and overwrite a newer one: then the newer one is sent again.
    if (error.facts.kind === 'unknown')
      await saveDelivery(context, [card], { state: 'sent', delivered: card.delivered });
    if (error.facts.code !== 'message_not_found') throw error;
    context.telemetry.warn('the card was deleted; it is posted again', { card: card.key });
    await saveDelivery(context, [card], { ts: null, state: 'pending' }, { is: 'post-lost' });
    return;
  }
  await saveDelivery(context, [card], { delivered: card.wanted, state: 'sent', attempts: 0, note: null });
}

async function deliverPost(context: Context, post: SealedPost, thread: string | null): Promise<void> {
  const [first] = post.rows;
  if (first === undefined) return;
  if (first.inThread && thread === null) return;
  const address =
    first.inThread && thread !== null ? { channel: first.channel, thread } : { channel: first.channel };
  if (first.state === 'sending' || first.state === 'unknown') {
    const found = await context.chat.find({ ...address, key: post.key, since: first.since });
    if (found !== undefined) {
      await saveDelivery(
        context,
        post.rows,
        { state: 'sent', ts: found.ts, attempts: 0, note: { postedAs: post.key } },
        { is: 'delivered' },
      );
      return;
    }
    if (first.attempts < LOOKS_BEFORE_REPOST) {
      const note = { postedAs: post.key, notBefore: later(context, FIRST_RETRY_MS) };
      await saveDelivery(context, post.rows, { state: 'unknown', attempts: first.attempts + 1, note });
      return;
    }
  }
  const since = context.clock.machine().getTime();
  if (!(await beginSending(context, post))) return;
  if (context.clock.machine().getTime() - since > MAY_POST_WITHIN_MS) return;
  const { requestIds, ...sent } = await send(context, post, address);
  context.telemetry.count('deliveries', { about: first.about.is });
  const isOurs = await saveDelivery(
    context,
    post.rows,
    { state: 'sent', ts: sent.ts, attempts: 0, note: { postedAs: post.key } },
    { is: 'delivered', ...(requestIds === undefined ? {} : { requestIds }) },
  );
  // Another process has posted the card while this one was stopped: its post stays, this one is deleted.
  if (!isOurs) await context.chat.remove(sent);
}

/** Posts. When another process has sent a post of unknown fate again, there are two: the later one is deleted. */
async function send(
  context: Context,
  { rows, key, message, head }: SealedPost,
  address: { channel: string; thread?: string },
): Promise<PostAddress & Receipt> {
  try {
    return await context.chat.post({ ...address, key, message, head });
  } catch (error) {
    const [first] = await context.store.transaction((tx) =>
      Promise.all(rows.map((row) => tx.outbox.get(row.key))),
    );
    if (first?.ts != null)
      await removeLatePost(context, { ...address, key, since: first.since, besides: first.ts });
    throw error;
  }
}

export default defineJob({
  name: 'deliver',
  payload: NOTHING,
  run: (context, { subject }) =>
    subject.kind === PAGES ? deliverPages(context, subject) : deliver(context, subject),
});

import type { Context } from '../engine/context.ts';
import { enqueueDelivery, type Known, priorityOf } from '../engine/save.ts';
import type { Receipt } from '../ports/receipt.ts';
import type { Tx } from '../ports/store.ts';
import type { Priority } from '../ports/tables/jobs.ts';
import type { OutboxRow } from '../ports/tables/outbox.ts';
import { problemOf, triesOf } from './due.ts';
import { lookForLatePost } from './jobs/late-post.ts';
import type { Post } from './posts.ts';

/**
 * Marks the rows as being sent, if they are unchanged since they were read: a process that was stopped in between
 * finds them taken over. A message that was posted by the journal is not posted again, even if its row says
 * otherwise.
 */
export async function beginSending(context: Context, { rows, key }: Post): Promise<boolean> {
  const now = context.clock.now();
  const updatedAt = now.toISOString();
  return context.store.transaction(async (tx) => {
    const fresh = await Promise.all(rows.map((row) => tx.outbox.lock(row.key)));
    const isOurs = rows.every((row, i) => {
      const now = fresh[i];
      return now?.state === row.state && now.updatedAt === row.updatedAt && now.attempts === row.attempts;
    });
    if (!isOurs || (await savePosted(tx, rows, updatedAt))) return false;
    for (const row of rows)
      await tx.outbox.save({
        ...row,
        state: 'sending',
        attempts: 0,
        note: { ...problemOf(row), postedAs: key, tries: triesOf(row) },
        updatedAt,
      });
    // Sent before, by this process or another, and not found since: it may still arrive.
    if (rows.some((row) => row.state === 'sending' || row.state === 'unknown'))
      await lookForLatePost(tx, key, now);
    return true;
  });
}

/** Corrects the rows whose posts exist by the journal. True when there was one. */
async function savePosted(tx: Tx, rows: readonly OutboxRow[], updatedAt: string): Promise<boolean> {
  const posted: (OutboxRow & { ts: string })[] = [];
  for (const row of rows) {
    const ts = await postedAt(tx, row.key);
    if (ts !== null) posted.push({ ...row, ts });
  }
  for (const row of posted) {
    // A card is edited until it shows the wanted version.
    const delivered = row.about.is === 'card' ? row.delivered : row.wanted;
    await tx.outbox.save({ ...row, state: 'sent', delivered, attempts: 0, updatedAt });
  }
  return posted.length > 0;
}

/** The address that the journal has of the message with this key; null where it was never posted, or was deleted. */
async function postedAt(tx: Tx, key: string): Promise<string | null> {
  const rows = await tx.journal.of({ kind: 'outbox', id: key });
  const newest = rows
    .filter(({ row, authentic }) => authentic && (row.event === 'delivered' || row.event === 'post-lost'))
    .at(-1)?.row;
  const ts = newest?.event === 'delivered' ? newest.details['ts'] : null;
  return typeof ts === 'string' ? ts : null;
}

type Change = Partial<Pick<OutboxRow, 'state' | 'ts' | 'attempts' | 'delivered' | 'note'>>;

/** What is journalled of rows, with the chat's id of the request. */
type Answer = { is: 'delivered' | 'post-lost' } & Receipt;

/**
 * Saves the delivery state of rows; `delivered` and `post-lost` are journalled, because a delivery is an effect.
 * False when all rows are in another post by now.
 */
export async function saveDelivery(
  context: Context,
  rows: readonly OutboxRow[],
  change: Change,
  event?: Answer,
): Promise<boolean> {
  const updatedAt = context.clock.now().toISOString();
  return context.store.transaction(async (tx) => {
    const locked = await Promise.all(rows.map((row) => tx.outbox.lock(row.key)));
    if (locked.every((fresh) => standsElsewhere(fresh, change))) return false;
    for (const [i, row] of rows.entries()) {
      const fresh = locked[i];
      // A newer change of another process wins; but an existing post is always saved.
      if (fresh === undefined || standsElsewhere(fresh, change)) continue;
      if (fresh.updatedAt !== row.updatedAt && change.state !== 'sent') continue;
      const delivered = event?.is === 'delivered' ? row.wanted : fresh.delivered;
      const stored = { ...fresh, delivered, ...change, updatedAt };
      await tx.outbox.save(stored);
      // Another process took it over while this one was stopped: the post may show an old version again.
      if (fresh.updatedAt !== row.updatedAt && stored.delivered < stored.wanted)
        await enqueueDelivery(tx, row.subject, {
          priority: await priorityFor(tx, row, context),
          at: updatedAt,
        });
    }
    if (event !== undefined)
      for (const { key, channel } of rows)
        tx.journal.append({
          subject: { kind: 'outbox', id: key },
          event: event.is,
          actor: { is: 'navi' },
          planHash: null,
          details: { channel, ts: change.ts ?? null, rows: rows.length },
          ...(event.requestIds === undefined ? {} : { requestIds: event.requestIds }),
        });
    return true;
  });
}

async function priorityFor(tx: Tx, { subject }: OutboxRow, known: Known): Promise<Priority> {
  const operation = subject.kind === 'operation' ? await tx.operations.get(subject.id) : undefined;
  return operation === undefined ? 'normal' : priorityOf(operation, known);
}

function standsElsewhere(fresh: OutboxRow | undefined, { ts }: Change): boolean {
  return typeof ts === 'string' && fresh?.ts != null && fresh.ts !== ts;
}

import type { Message } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { DutyOutcome, OutboxRow } from '../../ports/store.ts';
import { approversOf, cardFor, ownersOf } from '../card.ts';
import { CARD_PAUSE_MS, cardKey } from '../keep.ts';
import type { Ground } from '../ports.ts';

/** Lines that wait together go out as one post, so that a thread stays within Slack's one message a second. */
const MOST_LINES = 12;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** A post of unknown fate is looked for this often before it is sent again (facts/slack.md §5). */
const LOOKS_BEFORE_REPOST = 2;

/** One post to make: one row, or several lines of a thread together. Found again by the first row's key. */
interface Post {
  rows: readonly OutboxRow[];
  key: string;
  message: Message;
}

/**
 * Delivers what waits for one operation, in order: first the card, then everything else. What to say is rendered from
 * the store as it is now. A post whose fate nobody knows is looked for before it is sent again (DESIGN §4.5, §4.8).
 */
export async function deliver(ground: Ground, id: string): Promise<DutyOutcome> {
  const operation = await ground.store.transaction((tx) => tx.operations.get(id));
  if (operation === undefined) return { is: 'over' };
  const card = await ground.store.transaction((tx) => tx.outbox.get(cardKey(id)));
  const rows = await ground.store.transaction((tx) => tx.outbox.pending(id));
  const others = rows.filter((row) => row.about.is !== 'card');
  try {
    if (card !== undefined && card.delivered < card.wanted) {
      const again = await deliverCard(ground, operation, card);
      if (again !== null && (card.ts === null || others.length === 0)) return { is: 'again', at: again };
    }
    const thread = (await ground.store.transaction((tx) => tx.outbox.get(cardKey(id))))?.ts ?? null;
    for (const post of postsOf(ground, operation, others)) await deliverPost(ground, post, thread);
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    return { is: 'again', at: await noteTrouble(ground, { error, rows }) };
  }
  const left = await ground.store.transaction((tx) => tx.outbox.pending(id));
  return left.length === 0 ? { is: 'over' } : { is: 'again', at: later(ground, CARD_PAUSE_MS) };
}

/** Posts the card once, then edits it at most every 1.5 s. Gives when to come again, or null when it is as wanted. */
async function deliverCard(ground: Ground, operation: Operation, card: OutboxRow): Promise<string | null> {
  const message: Message = { is: 'card', card: cardFor(ground, operation) };
  if (card.ts === null) {
    await deliverPost(ground, { rows: [card], key: card.key, message }, null);
    return null;
  }
  const next = Date.parse(card.updatedAt) + CARD_PAUSE_MS;
  if (card.state === 'sent' && next > ground.clock.now().getTime()) return new Date(next).toISOString();
  try {
    await ground.chat.update({ channel: card.channel, ts: card.ts, message });
  } catch (error) {
    if (!(error instanceof NeighbourError && error.facts.code === 'message_not_found')) throw error;
    await keep(ground, [card], { ts: null, state: 'pending' });
    ground.telemetry.warn('the card was deleted; it is posted again', { operation: operation.id });
    return later(ground, 0);
  }
  await keep(ground, [card], { delivered: card.wanted, state: 'sent', attempts: 0 });
  return null;
}

async function deliverPost(ground: Ground, post: Post, thread: string | null): Promise<void> {
  const [first] = post.rows;
  if (first === undefined) return;
  if (first.inThread && thread === null) return;
  const address =
    first.inThread && thread !== null ? { channel: first.channel, thread } : { channel: first.channel };
  if (first.state === 'sending' || first.state === 'unknown') {
    const found = await ground.chat.find({ ...address, key: post.key, since: first.since });
    if (found !== undefined)
      return keep(ground, post.rows, { state: 'sent', ts: found.ts, attempts: 0 }, 'delivered');
    if (first.attempts < LOOKS_BEFORE_REPOST)
      return keep(ground, post.rows, { state: 'unknown', attempts: first.attempts + 1 });
  }
  await keep(ground, post.rows, { state: 'sending', attempts: 0, note: { postedAs: post.key } });
  const sent = await ground.chat.post({ ...address, key: post.key, message: post.message });
  ground.telemetry.count('deliveries', { about: first.about.is });
  await keep(ground, post.rows, { state: 'sent', ts: sent.ts, attempts: 0 }, 'delivered');
}

/** Rows to posts: lines that wait together are one; lines that went out together before are looked for together. */
function postsOf(ground: Ground, operation: Operation, rows: readonly OutboxRow[]): Post[] {
  const posts: Post[] = [];
  let lines: OutboxRow[] = [];
  const flush = () => {
    const [first] = lines;
    if (first !== undefined) posts.push({ rows: lines, key: keyOf(first), message: linesOf(lines) });
    lines = [];
  };
  for (const row of rows) {
    if (row.about.is !== 'line') {
      flush();
      posts.push({ rows: [row], key: row.key, message: messageOf(ground, operation, row) });
      continue;
    }
    const [first] = lines;
    if (
      first !== undefined &&
      (keyOf(first) !== keyOf(row) || lines.length >= MOST_LINES) &&
      isPosted(first, row)
    )
      flush();
    lines.push(row);
  }
  flush();
  return posts;
}

/** Whether the two rows cannot share a post: one of them has been tried under a key of its own. */
function isPosted(first: OutboxRow, row: OutboxRow): boolean {
  return first.state !== 'pending' || row.state !== 'pending';
}

function keyOf(row: OutboxRow): string {
  const note = row.note;
  if (note === null || typeof note !== 'object' || Array.isArray(note)) return row.key;
  const postedAs = Object.entries(note).find(([name]) => name === 'postedAs')?.[1];
  return typeof postedAs === 'string' ? postedAs : row.key;
}

function linesOf(rows: readonly OutboxRow[]): Message {
  const lines = rows.flatMap((row) => (row.about.is === 'line' ? [row.about] : []));
  const worst = (['bad', 'warn', 'good', 'info'] as const).find((level) =>
    lines.some((line) => line.level === level),
  );
  return { is: 'line', text: lines.map((line) => line.text).join('\n'), level: worst ?? 'info' };
}

function messageOf(ground: Ground, operation: Operation, row: OutboxRow): Message {
  switch (row.about.is) {
    case 'card':
      return { is: 'card', card: cardFor(ground, operation) };
    case 'line':
      return linesOf([row]);
    case 'attention':
      return {
        is: 'needs-attention',
        operation,
        text: row.about.text,
        asks: row.key.startsWith('owners:') ? ownersOf(ground) : approversOf(ground, operation),
      };
    case 'announcement':
      return {
        is: 'announcement',
        operation,
        notes: operation.shown.changes.join('\n'),
        installs: installsOf(operation),
      };
  }
}

function installsOf({ plan }: Operation): string[] {
  return plan.content.packages
    .filter((move) => move.movesLatest)
    .map((move) => `npm install ${move.name}@${move.after}`);
}

type Change = Partial<Pick<OutboxRow, 'state' | 'ts' | 'attempts' | 'delivered' | 'note'>>;

/** Keeps what became of rows; `delivered` journals it, for a delivery is an effect too. */
async function keep(
  ground: Ground,
  rows: readonly OutboxRow[],
  change: Change,
  event?: 'delivered',
): Promise<void> {
  const updatedAt = ground.clock.now().toISOString();
  await ground.store.transaction(async (tx) => {
    for (const row of rows) {
      const fresh = await tx.outbox.lock(row.key);
      if (fresh === undefined) continue;
      const delivered = event === 'delivered' ? row.wanted : fresh.delivered;
      await tx.outbox.save({ ...fresh, delivered, ...change, updatedAt });
    }
    const [first] = rows;
    if (event === 'delivered' && first !== undefined)
      tx.journal.append({
        subject: { kind: 'outbox', id: first.key },
        event: 'delivered',
        actor: { is: 'navi' },
        planHash: null,
        details: { channel: first.channel, ts: change.ts ?? null, rows: rows.length },
      });
  });
}

/** A delivery that did not go through: rows in flight become *unknown* when nobody can say, else they wait. */
async function noteTrouble(
  ground: Ground,
  { error, rows }: { error: NeighbourError; rows: readonly OutboxRow[] },
): Promise<string> {
  const { kind, problem, retryAfterMs, code } = error.facts;
  ground.telemetry.warn('delivery failed', { kind, problem, code: code ?? null });
  const attempts = Math.max(...rows.map((row) => row.attempts), 0) + 1;
  const inFlight = await ground.store.transaction(async (tx) => {
    const fresh = await Promise.all(rows.map((row) => tx.outbox.get(row.key)));
    return fresh.filter((row): row is OutboxRow => row?.state === 'sending');
  });
  const state = kind === 'unknown' ? 'unknown' : 'pending';
  await keep(ground, inFlight, { state, attempts: kind === 'unknown' ? 0 : attempts });
  return later(
    ground,
    retryAfterMs ?? Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 6), LONGEST_RETRY_MS),
  );
}

function later(ground: Ground, ms: number): string {
  return new Date(ground.clock.now().getTime() + ms).toISOString();
}

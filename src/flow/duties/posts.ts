import type { Message } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import type { OutboxRow } from '../../ports/store.ts';
import { approversOf, cardFor, ownersOf } from '../card.ts';
import type { Ground } from '../ports.ts';

/** Lines that wait together go out as one post, so that a thread stays within Slack's one message a second. */
const MOST_LINES = 12;

/** One post to make: one row, or several lines of a thread together. Found again by the first row's key. */
export interface Post {
  rows: readonly OutboxRow[];
  key: string;
  message: Message;
}

/** What posts are drawn from; `seal` is the journal's head as of now. */
export interface PostsOf {
  ground: Ground;
  operation: Operation;
  seal: string;
}

/** Rows to posts: lines that wait together are one; lines that went out together before are looked for together. */
export function postsOf(of: PostsOf, rows: readonly OutboxRow[]): Post[] {
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
      posts.push({ rows: [row], key: row.key, message: messageOf(of, row) });
      continue;
    }
    const [first] = lines;
    if (first !== undefined && (lines.length >= MOST_LINES || !canShare(first, row))) flush();
    lines.push(row);
  }
  flush();
  return posts;
}

/** Two lines share a post when neither was tried yet, or when they were tried together. */
function canShare(first: OutboxRow, row: OutboxRow): boolean {
  return (first.state === 'pending' && row.state === 'pending') || keyOf(first) === keyOf(row);
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

function messageOf({ ground, operation, seal }: PostsOf, row: OutboxRow): Message {
  switch (row.about.is) {
    case 'card':
      return { is: 'card', card: cardFor(ground, operation) };
    case 'seal':
      return { is: 'line', text: seal, level: 'info' };
    case 'line':
      return linesOf([row]);
    case 'attention':
      return {
        is: 'needs-attention',
        operation,
        text: row.about.text,
        asks: whoIsAsked(ground, operation, row.about.whom),
      };
    case 'announcement':
      return {
        is: 'announcement',
        operation,
        notes: operation.shown.changes.map((change) => `- ${change}`).join('\n'),
        installs: installsOf(operation),
      };
  }
}

function installsOf({ plan }: Operation): string[] {
  return plan.content.packages
    .filter((move) => move.movesLatest)
    .map((move) => `npm install ${move.name}@${move.after}`);
}

/** Slack ids of those a call for attention is for. */
function whoIsAsked(
  ground: Ground,
  operation: Operation,
  whom: Extract<OutboxRow['about'], { is: 'attention' }>['whom'],
): string[] {
  switch (whom) {
    case 'approvers':
      return approversOf(ground, operation);
    case 'owners':
      return ownersOf(ground);
    case 'requester':
      return ground.settings.people.flatMap((one) =>
        one.id === operation.requester.person ? (one.slack ?? []) : [],
      );
  }
}

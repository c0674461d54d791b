import type { Message } from '../domain/message.ts';
import type { Operation } from '../domain/operation.ts';
import { ownersIn, slackIdsIn } from '../domain/person.ts';
import type { JournalHead } from '../domain/record-check.ts';
import type { Surface } from '../domain/surface.ts';
import type { Context } from '../engine/context.ts';
import type { OpenCard } from '../engine/define-card.ts';
import type { About, OutboxRow, Whom } from '../ports/tables/outbox.ts';
import { approversOf, cardFor } from './card/card-for.ts';
import { sealText } from './seal.ts';

/** Waiting lines share a post, so that a thread stays within Slack's one message a second. */
const MOST_LINES = 12;

/** One post: one row, or several lines of a thread together. It is found again by the first row's key. */
export interface Post {
  rows: readonly OutboxRow[];
  key: string;
  message: Message;
}

/** What posts are rendered from; `head` is the current journal head. */
export interface PostsOf {
  context: Context;
  /** Undefined where there is none; messages that need one are then omitted. */
  operation: Operation | undefined;
  /** The card of a subject that is no operation; undefined where no definition knows it. */
  card: OpenCard | undefined;
  head: JournalHead;
  surfaces: readonly Surface[];
}

/** Groups rows into posts: waiting lines share one; lines that were sent together are searched together. */
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
      const message = messageOf(of, row);
      if (message !== undefined) posts.push({ rows: [row], key: row.key, message });
      continue;
    }
    const [first] = lines;
    if (first !== undefined && (lines.length >= MOST_LINES || !canShare(first, row))) flush();
    lines.push(row);
  }
  flush();
  return posts;
}

/** Two lines share a post when neither was sent yet, or when they were sent together. */
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

const KNOWN = {
  card: true,
  line: true,
  attention: true,
  seal: true,
  announcement: true,
  notice: true,
  alert: true,
  page: true,
  summary: true,
} satisfies Record<About['is'], true>;

export function isKnown({ is }: About): boolean {
  return Object.hasOwn(KNOWN, is);
}

/** The message of a row; undefined where it needs an operation and there is none. */
function messageOf(of: PostsOf, row: OutboxRow): Message | undefined {
  const { context, operation } = of;
  if (row.about.is === 'notice') {
    const { text, level, whom } = row.about;
    return { is: 'notice', text, level, asks: whom === null ? [] : whoIsAsked(context, operation, whom) };
  }
  if (row.about.is === 'alert') return of.card?.compose(context);
  if (row.about.is === 'summary') return { is: 'monitor', report: row.about.report };
  return operation === undefined ? undefined : aboutOperation({ ...of, operation }, row);
}

function aboutOperation(
  { context, operation, head, surfaces }: PostsOf & { operation: Operation },
  row: OutboxRow,
): Message | undefined {
  switch (row.about.is) {
    case 'notice':
    case 'alert':
    case 'page':
    case 'summary':
      return undefined;
    case 'card':
      return { is: 'card', card: cardFor(context, operation, surfaces) };
    case 'seal':
      return { is: 'line', text: sealText(head, row.about.occasion), level: 'info' };
    case 'line':
      return linesOf([row]);
    case 'attention':
      return {
        is: 'needs-attention',
        operation,
        text: row.about.text,
        asks: whoIsAsked(context, operation, row.about.whom),
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
    .filter((move) => move.movesLatest || move.early !== undefined)
    .map((move) => `npm install ${move.name}@${move.after}`);
}

/** Slack ids of those who are mentioned; `approvers` and `requester` are an operation's. */
function whoIsAsked(context: Context, operation: Operation | undefined, whom: Whom): string[] {
  const slackOf = (id: string | undefined) =>
    context.settings.people.flatMap((one) => (one.id === id ? (one.slack ?? []) : []));
  if (typeof whom === 'object') return slackOf(whom.person);
  switch (whom) {
    case 'approvers':
      return operation === undefined
        ? slackIdsIn(context.settings.people, context.settings.release.approverRoles)
        : approversOf(context, operation);
    case 'owners':
      return ownersIn(context.settings.people);
    case 'requester':
      return slackOf(operation?.requester.person);
  }
}

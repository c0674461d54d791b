import { SlackRefusal } from './refusal.ts';

const PAGE_LIMIT = 1000;

/** One page of a list by Slack's cursors; the last page's `next` is empty. Refuses with `invalid_cursor`. */
export function page<T>(
  all: T[],
  { cursor, limit = PAGE_LIMIT }: { cursor?: string | undefined; limit?: number | undefined },
): { items: T[]; next: string } {
  const start = cursor ? readCursor(cursor) : 0;
  const size = Math.min(Math.max(1, limit), PAGE_LIMIT - 1);
  const end = start + size;
  return {
    items: all.slice(start, end),
    next: end < all.length ? Buffer.from(`offset:${end}`).toString('base64') : '',
  };
}

function readCursor(cursor: string): number {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (offset === undefined) throw new SlackRefusal('invalid_cursor');
  return Number(offset);
}

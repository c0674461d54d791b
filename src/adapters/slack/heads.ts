import { z } from 'zod';
import type { PostedHead } from '../../ports/chat.ts';
import { read, type SlackCalls } from './calls.ts';

/** The stamp on our posts, so that a post of unknown fate can be found again (docs/services.md). */
export const EVENT_TYPE = 'navi_post';

const PAGE = 100;
/** How far back in the channel heads are searched. */
const PAGES = 10;
/** Replies are read of so many of the newest threads under our posts, so many pages each. */
const THREADS = 5;
const THREAD_PAGES = 5;

const Payload = z.object({
  rows: z.int().positive(),
  head: z.string().regex(/^[0-9a-f]{16,64}$/),
});
const Message = z.object({
  ts: z.string().regex(/^\d+\.\d+$/),
  bot_id: z.string().optional(),
  reply_count: z.number().optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.unknown() }).optional(),
});
type Message = z.infer<typeof Message>;
const Page = z.object({
  messages: z.array(Message),
  has_more: z.boolean().optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** The metadata of a post: its key, and the journal's head as of then. */
export function stampOf(key: string, head: Pick<PostedHead, 'rows' | 'mac'> | undefined): object {
  const of = head === undefined || head.rows === 0 ? {} : { rows: head.rows, head: head.mac };
  return { event_type: EVENT_TYPE, event_payload: { key, ...of } };
}

/**
 * The heads in Navi's newest posts and their threads. Only posts of Navi's own account count, and only their
 * metadata: their text may contain what people typed.
 */
export async function readHeads(calls: SlackCalls, channel: string): Promise<PostedHead[]> {
  const { bot } = await calls.identity();
  const isOurs = ({ bot_id }: Message) => bot_id === bot;
  const posts: Message[] = [];
  for await (const page of pagesOf(calls, 'conversations.history', { channel }, PAGES)) {
    posts.push(...page.filter(isOurs));
    if (posts.some((post) => headIn(post) !== undefined)) break;
  }
  const threads = posts.filter((post) => (post.reply_count ?? 0) > 0).slice(0, THREADS);
  for (const { ts } of threads)
    for await (const page of pagesOf(calls, 'conversations.replies', { channel, ts }, THREAD_PAGES))
      posts.push(...page.filter(isOurs));
  const heads = posts.flatMap((post) => headIn(post) ?? []);
  return [...new Map(heads.map((head) => [`${head.rows}:${head.mac}:${head.at}`, head])).values()];
}

async function* pagesOf(
  calls: SlackCalls,
  method: string,
  args: Readonly<Record<string, string>>,
  most: number,
): AsyncGenerator<Message[]> {
  let cursor: string | undefined;
  for (let page = 0; page < most; page += 1) {
    const answer = read(
      Page,
      await calls.call(method, {
        ...args,
        limit: PAGE,
        include_all_metadata: true,
        ...(cursor !== undefined && { cursor }),
      }),
      method,
    );
    yield answer.messages;
    cursor = answer.response_metadata?.next_cursor;
    if (answer.has_more !== true || cursor === undefined || cursor === '') return;
  }
}

function headIn({ ts, metadata }: Message): PostedHead | undefined {
  if (metadata?.event_type !== EVENT_TYPE) return undefined;
  const { data } = Payload.safeParse(metadata.event_payload);
  if (data === undefined) return undefined;
  return { rows: data.rows, mac: data.head, at: new Date(Number(ts) * 1000).toISOString() };
}

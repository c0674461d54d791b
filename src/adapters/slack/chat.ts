import { z } from 'zod';
import type { Chat, PostAddress } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Receipt } from '../../ports/receipt.ts';
import { ServiceError } from '../../ports/service-error.ts';
import { read, type SlackCalls } from './calls.ts';
import { normalise } from './errors.ts';
import { EVENT_TYPE, readHeads, stampOf } from './heads.ts';
import { renderMessage } from './render/render-message.ts';

/** The possible difference between Slack's clock and ours. */
const CLOCK_SLACK_MS = 5000;
/** How far back to search for a post whose time is from a fast clock. */
const SET_BACK_MS = 60 * 60_000;
const PAGE = 100;
/** The search reads no further than this; its answer is then unknown, never absent. */
const PAGES = 10;

const Posted = z.object({ channel: z.string(), ts: z.string() });
const Page = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      bot_id: z.string().optional(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .optional(),
    }),
  ),
  has_more: z.boolean().optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
const Permalink = z.object({ permalink: z.string() });
const Opened = z.object({ channel: z.object({ id: z.string() }) });
const Info = z.object({
  channel: z.object({
    is_member: z.boolean().optional(),
    is_ext_shared: z.boolean().optional(),
    connected_team_ids: z.array(z.string()).optional(),
    shared_team_ids: z.array(z.string()).optional(),
  }),
});
/** The client copies the header `x-oauth-scopes` into `response_metadata`. */
const Account = z.object({
  team: z.string(),
  user: z.string(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

/** The `Chat` port over Slack. Every post is sent once; the caller searches before a repeat. */
export function createChat(calls: SlackCalls, clock: Clock): Chat {
  const view = () => ({ now: clock.now() });
  return {
    post: async ({ channel, thread, key, message, broadcast, head }) => {
      const to = {
        channel,
        ...(thread !== undefined && { thread_ts: thread, reply_broadcast: broadcast === true }),
        metadata: stampOf(key, head),
        unfurl_links: false,
        unfurl_media: false,
      };
      const { answer, requestIds } = await calls.say('chat.postMessage', to, renderMessage(message, view()));
      return { ...read(Posted, answer, 'chat.postMessage'), requestIds };
    },
    update: async ({ channel, ts, message, stamp }) => {
      const to = {
        channel: await conversationOf(calls, channel),
        ts,
        ...(stamp !== undefined && { metadata: stampOf(stamp.key, stamp.head) }),
      };
      const { requestIds } = await calls.say('chat.update', to, renderMessage(message, view()));
      return { requestIds };
    },
    heads: (channel) => readHeads(calls, channel),
    remove: ({ channel, ts }) => remove(calls, { channel, ts }),
    permalink: async ({ channel, ts }) => {
      const answer = await calls.call('chat.getPermalink', { channel, message_ts: ts });
      return read(Permalink, answer, 'chat.getPermalink').permalink;
    },
    find: (what) => find(calls, what, clock.now()),
    isMember: async (channel) => (await infoOf(calls, channel))?.is_member === true,
    teamsIn: async (channel) => {
      const info = await infoOf(calls, channel);
      if (info?.is_member !== true || info.is_ext_shared !== true) return [];
      return [...new Set([...(info.connected_team_ids ?? []), ...(info.shared_team_ids ?? [])])];
    },
    sayPlainly: async ({ channel, key, text }) => {
      const { answer, requestIds } = await calls.send('chat.postMessage', {
        ...{ channel, text: escaped(text), mrkdwn: false, parse: 'none', link_names: false },
        ...{ metadata: stampOf(key, undefined), unfurl_links: false, unfurl_media: false },
      });
      return { ...read(Posted, answer, 'chat.postMessage'), requestIds };
    },
    access: async () => {
      const {
        team,
        user,
        response_metadata: more,
      } = read(Account, await calls.call('auth.test', {}), 'auth.test');
      return { team, user, scopes: more?.scopes ?? null };
    },
  };
}

async function remove(calls: SlackCalls, { channel, ts }: PostAddress): Promise<Receipt> {
  try {
    const { requestIds } = await calls.send('chat.delete', { channel, ts });
    return { requestIds };
  } catch (error) {
    if (normalise(error, 'chat.delete').facts.code !== 'message_not_found') throw error;
    return {};
  }
}

/** Slack answers as if a private channel without Navi did not exist. */
async function infoOf(
  calls: SlackCalls,
  channel: string,
): Promise<z.infer<typeof Info>['channel'] | undefined> {
  try {
    const answer = await calls.call('conversations.info', { channel });
    return read(Info, answer, 'conversations.info').channel;
  } catch (error) {
    if (normalise(error, 'conversations.info').facts.code === 'channel_not_found') return undefined;
    throw error;
  }
}

/** Slack's three control characters, so that a text cannot mention or link. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The start of a search: earlier, when the clock was set back and the post seems to be in the future. */
function oldestFor(since: string, now: Date): number {
  const sent = Date.parse(since);
  return sent > now.getTime() ? now.getTime() - SET_BACK_MS : sent - CLOCK_SLACK_MS;
}

/** A post to a person's id opens a conversation, and is found only by the conversation's id. */
async function conversationOf(calls: SlackCalls, channel: string): Promise<string> {
  if (!/^[UW]/.test(channel)) return channel;
  const answer = await calls.call('conversations.open', { users: channel });
  return read(Opened, answer, 'conversations.open').channel.id;
}

async function find(
  calls: SlackCalls,
  what: Parameters<Chat['find']>[0],
  now: Date,
): Promise<PostAddress | undefined> {
  const method = what.thread === undefined ? 'conversations.history' : 'conversations.replies';
  const { bot } = await calls.identity();
  const channel = await conversationOf(calls, what.channel);
  const oldest = (oldestFor(what.since, now) / 1000).toFixed(6);
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = read(
      Page,
      await calls.call(method, {
        channel,
        ...(what.thread !== undefined && { ts: what.thread }),
        oldest,
        limit: PAGE,
        include_all_metadata: true,
        ...(cursor !== undefined && { cursor }),
      }),
      method,
    );
    const ours = answer.messages.find(
      (one) =>
        one.bot_id === bot &&
        one.ts !== what.besides &&
        one.metadata?.event_type === EVENT_TYPE &&
        one.metadata.event_payload['key'] === what.key,
    );
    if (ours !== undefined) return { channel, ts: ours.ts };
    cursor = answer.response_metadata?.next_cursor;
    if (answer.has_more !== true || cursor === undefined || cursor === '') return undefined;
  }
  throw new ServiceError({
    service: 'slack',
    call: method,
    kind: 'unknown',
    problem: `more than ${PAGES * PAGE} messages since then; not all were read`,
  });
}

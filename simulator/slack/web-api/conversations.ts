import { z } from 'zod';
import { asSent, directChannel } from '../world/messages.ts';
import { APP, TEAM } from '../world/seed.ts';
import type { Channel, Fields, Message } from '../world/shapes.ts';
import { isShared, type Workspace } from '../world/workspace.ts';
import { type Api, addMethod, count, flag } from './methods.ts';
import { page } from './pages.ts';
import { memberChannel, openChannel } from './places.ts';
import { TIER_3, TIER_4 } from './rates.ts';
import { SlackRefusal } from './refusal.ts';

const Window = {
  channel: z.string(),
  cursor: z.string().optional(),
  limit: count,
  oldest: z.string().optional(),
  latest: z.string().optional(),
  inclusive: flag,
  include_all_metadata: flag,
};
const History = z.object(Window);
const Replies = z.object({ ...Window, ts: z.string() });
const Paged = z.object({ channel: z.string(), cursor: z.string().optional(), limit: count });

/** The `conversations.*` methods that a bot with history and read scopes calls. */
export function addConversations(api: Api): void {
  const { workspace } = api;
  const method = { token: 'bot', rate: TIER_3 } as const;
  addMethod(api, {
    ...method,
    name: 'conversations.info',
    scope: 'channels:read',
    args: z.object({ channel: z.string(), include_num_members: flag }),
    run: (args) => ({ channel: describe(workspace, openChannel(workspace, args.channel)) }),
  });
  addMethod(api, {
    ...method,
    name: 'conversations.members',
    rate: TIER_4,
    args: Paged,
    run: (args) => {
      const { items, next } = page(openChannel(workspace, args.channel).members, args);
      return { members: items, response_metadata: { next_cursor: next } };
    },
  });
  addMethod(api, {
    ...method,
    name: 'conversations.open',
    scope: 'im:write',
    args: z.object({ users: z.string() }),
    run: (args) => ({ channel: { id: openDirect(workspace, args.users) } }),
  });
  addMethod(api, {
    ...method,
    name: 'conversations.history',
    scope: 'channels:history',
    args: History,
    run: (args) => history(workspace, args),
  });
  addMethod(api, {
    ...method,
    name: 'conversations.replies',
    args: Replies,
    run: (args) => replies(workspace, args),
  });
}

function openDirect(workspace: Workspace, user: string): string {
  const person = workspace.world.people.find((other) => other.id === user);
  if (person === undefined) throw new SlackRefusal('user_not_found');
  if (person.deleted) throw new SlackRefusal('user_disabled');
  if (person.is_bot) throw new SlackRefusal('cannot_dm_bot');
  return directChannel(workspace, person.id).id;
}

/** The channel's own messages, newest first: replies only where they were broadcast. */
function history(workspace: Workspace, args: z.infer<typeof History>): Fields {
  const channel = memberChannel(workspace, args.channel);
  const own = (workspace.world.messages[channel.id] ?? []).filter(
    ({ ts, thread_ts, reply_broadcast }) =>
      thread_ts === undefined || thread_ts === ts || reply_broadcast === true,
  );
  const messages = own.filter((message) => inWindow(message, args)).reverse();
  return { ...listing(workspace, channel, { messages, args, size: 100 }), pin_count: 0 };
}

/** One thread, oldest first; its parent always comes first. */
function replies(workspace: Workspace, args: z.infer<typeof Replies>): Fields {
  const channel = memberChannel(workspace, args.channel);
  const all = workspace.world.messages[channel.id] ?? [];
  const asked = all.find((message) => message.ts === args.ts);
  if (asked === undefined) throw new SlackRefusal('thread_not_found');
  const root = asked.thread_ts ?? asked.ts;
  const messages = all.filter(
    (message) => message.ts === root || (message.thread_ts === root && inWindow(message, args)),
  );
  return listing(workspace, channel, { messages, args, size: 1000 });
}

interface Listing {
  messages: Message[];
  args: z.infer<typeof History>;
  /** The default limit. */
  size: number;
}

function listing(workspace: Workspace, channel: Channel, { messages, args, size }: Listing): Fields {
  const { items, next } = page(messages, { cursor: args.cursor, limit: args.limit ?? size });
  return {
    messages: items.map((message) => {
      const { metadata, ...rest } = asSent(workspace, channel.id, message);
      return args.include_all_metadata === true && metadata !== undefined ? { ...rest, metadata } : rest;
    }),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  };
}

/** Timestamps have equal length, so they compare as text; both ends count only with `inclusive`. */
function inWindow(message: Message, args: z.infer<typeof History>): boolean {
  const ts = Number(message.ts);
  const { oldest, latest, inclusive } = args;
  if (oldest && (inclusive === true ? ts < Number(oldest) : ts <= Number(oldest))) return false;
  if (latest && (inclusive === true ? ts > Number(latest) : ts >= Number(latest))) return false;
  return true;
}

function describe(workspace: Workspace, channel: Channel): Fields {
  return {
    id: channel.id,
    ...(channel.is_im ? { user: channel.members[0] } : { name: channel.name, name_normalized: channel.name }),
    is_channel: !channel.is_im && !channel.is_private,
    is_group: !channel.is_im && channel.is_private,
    is_im: channel.is_im,
    is_private: channel.is_private,
    is_member: channel.members.includes(APP.botUser),
    is_archived: false,
    is_ext_shared: isShared(workspace, channel.id),
    ...(isShared(workspace, channel.id) && { connected_team_ids: teamsIn(workspace, channel) }),
    context_team_id: TEAM.id,
    num_members: channel.members.length,
  };
}

/** The workspaces of the people in a channel, the team's own first. */
function teamsIn({ world }: Workspace, { members }: Channel): string[] {
  const teams = world.people.filter(({ id }) => members.includes(id)).map(({ team_id }) => team_id);
  return [...new Set([TEAM.id, ...teams])];
}

import { APP, TEAM } from './seed.ts';
import type { Block, Channel, Ephemeral, Message, Metadata } from './shapes.ts';
import { nextTs, type Workspace } from './workspace.ts';

/** How much of one person's private notes is remembered. */
const EPHEMERALS_KEPT = 500;

/** A message about to be written. */
export interface Draft {
  channel: string;
  user: string;
  text: string;
  blocks?: Block[] | undefined;
  thread_ts?: string | undefined;
  metadata?: Metadata | undefined;
  username?: string | undefined;
  broadcast?: boolean | undefined;
}

/** The message with this timestamp, deleted ones with replies included. */
export function findMessage(workspace: Workspace, channel: string, ts: string): Message | undefined {
  return workspace.world.messages[channel]?.find((message) => message.ts === ts);
}

/** Writes a message; one by the bot user carries the app's names. A reply to a reply goes to the thread's parent. */
export function addMessage(workspace: Workspace, draft: Draft): Message {
  const parent =
    draft.thread_ts === undefined ? undefined : findMessage(workspace, draft.channel, draft.thread_ts);
  const thread = parent?.thread_ts ?? draft.thread_ts;
  const message: Message = {
    type: 'message',
    ts: nextTs(workspace),
    user: draft.user,
    team: TEAM.id,
    text: draft.text,
    ...(draft.user === APP.botUser && { bot_id: APP.bot, app_id: APP.id }),
    ...(draft.blocks && { blocks: draft.blocks }),
    ...(thread !== undefined && { thread_ts: thread }),
    ...(draft.metadata && { metadata: draft.metadata }),
    ...(draft.username !== undefined && { username: draft.username }),
    ...(draft.broadcast === true && thread !== undefined && { reply_broadcast: true as const }),
  };
  const list = workspace.world.messages[draft.channel] ?? [];
  workspace.world.messages[draft.channel] = list;
  list.push(message);
  workspace.changed({ what: 'messages', channel: draft.channel });
  return message;
}

/** Takes a message away. A thread's parent leaves a note that it was deleted, as Slack does. */
export function removeMessage(workspace: Workspace, channel: string, message: Message): void {
  const list = workspace.world.messages[channel] ?? [];
  if (list.some((other) => other !== message && other.thread_ts === message.ts)) {
    message.text = 'This message was deleted.';
    message.deleted = true;
    delete message.blocks;
    delete message.metadata;
  } else {
    workspace.world.messages[channel] = list.filter((other) => other !== message);
  }
  workspace.changed({ what: 'messages', channel });
}

/** Shows one person a note; only the newest ones are remembered. */
export function addEphemeral(workspace: Workspace, note: Omit<Ephemeral, 'ts'>): Ephemeral {
  const ephemeral: Ephemeral = { ts: nextTs(workspace), ...note };
  const list = [...(workspace.world.ephemerals[note.user] ?? []), ephemeral];
  workspace.world.ephemerals[note.user] = list.slice(-EPHEMERALS_KEPT);
  workspace.changed({ what: 'ephemeral', user: note.user });
  return ephemeral;
}

/** Takes a private note away. */
export function removeEphemeral(workspace: Workspace, user: string, ts: string): void {
  workspace.world.ephemerals[user] = (workspace.world.ephemerals[user] ?? []).filter(
    (note) => note.ts !== ts,
  );
  workspace.changed({ what: 'ephemeral', user });
}

/** A message as a reader sees it: a thread's parent knows its replies. */
export function withThread(
  workspace: Workspace,
  channel: string,
  message: Message,
): Message & Record<string, unknown> {
  const replies = (workspace.world.messages[channel] ?? []).filter(
    (other) => other.thread_ts === message.ts && other.ts !== message.ts && other.deleted !== true,
  );
  const tombstone = message.deleted === true ? { subtype: 'tombstone' } : {};
  const broadcast = message.reply_broadcast === true ? { subtype: 'thread_broadcast' } : {};
  if (replies.length === 0) return { ...message, ...tombstone, ...broadcast };
  return {
    ...message,
    ...tombstone,
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: [...new Set(replies.map((reply) => reply.user))],
    latest_reply: replies.at(-1)?.ts,
  };
}

/** The direct conversation between the bot and a person, opened where there is none yet. */
export function directChannel(workspace: Workspace, user: string): Channel {
  const id = `D${user.slice(1)}`;
  const open = workspace.world.channels.find((channel) => channel.id === id);
  if (open !== undefined) return open;
  const channel: Channel = { id, name: id, members: [user, APP.botUser], is_private: true, is_im: true };
  workspace.world.channels.push(channel);
  return channel;
}

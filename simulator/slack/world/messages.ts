import { APP, TEAM } from './seed.ts';
import type { Block, Channel, Ephemeral, Message, Metadata } from './shapes.ts';
import { nextTs, type Workspace } from './workspace.ts';

/** The limit of stored private notes of one person. */
const EPHEMERALS_KEPT = 500;

/** A new message, before it is written. */
export interface Draft {
  channel: string;
  user: string;
  text: string;
  blocks?: Block[] | undefined;
  thread_ts?: string | undefined;
  metadata?: Metadata | undefined;
  /** Of another app. */
  bot_id?: string | undefined;
  username?: string | undefined;
  broadcast?: boolean | undefined;
}

/** The message with this timestamp, including deleted ones that have replies. */
export function findMessage(workspace: Workspace, channel: string, ts: string): Message | undefined {
  return workspace.world.messages[channel]?.find((message) => message.ts === ts);
}

/** Writes a message; one by the bot user has the app's names. A reply to a reply goes to the thread's parent. */
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
    ...(draft.bot_id !== undefined && { bot_id: draft.bot_id }),
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

/** Deletes a message. A thread's parent leaves a note that it was deleted, as in Slack. */
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

/** Shows one person a note; only the newest ones are stored. */
export function addEphemeral(workspace: Workspace, note: Omit<Ephemeral, 'ts'>): Ephemeral {
  const ephemeral: Ephemeral = { ts: nextTs(workspace), ...note };
  const list = [...(workspace.world.ephemerals[note.user] ?? []), ephemeral];
  workspace.world.ephemerals[note.user] = list.slice(-EPHEMERALS_KEPT);
  workspace.changed({ what: 'ephemeral', user: note.user });
  return ephemeral;
}

/** Deletes a private note. */
export function removeEphemeral(workspace: Workspace, user: string, ts: string): void {
  workspace.world.ephemerals[user] = (workspace.world.ephemerals[user] ?? []).filter(
    (note) => note.ts !== ts,
  );
  workspace.changed({ what: 'ephemeral', user });
}

/** A message as a reader sees it: a thread's parent with its replies. */
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

/** The same as the app gets it, without the simulator's own marks. */
export function asSent(workspace: Workspace, channel: string, message: Message) {
  const { reply_broadcast: _a, deleted: _b, ...sent } = withThread(workspace, channel, message);
  return sent;
}

/** The direct conversation between the bot and a person, opened when there is none. */
export function directChannel(workspace: Workspace, user: string): Channel {
  const id = `D${user.slice(1)}`;
  const open = workspace.world.channels.find((channel) => channel.id === id);
  if (open !== undefined) return open;
  const channel: Channel = { id, name: id, members: [user, APP.botUser], is_private: true, is_im: true };
  workspace.world.channels.push(channel);
  return channel;
}

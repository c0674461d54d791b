import { z } from 'zod';
import { acceptBlocks } from '../blocks/accept.ts';
import { addEphemeral, addMessage, asSent, findMessage, removeMessage } from '../world/messages.ts';
import { APP, TEAM } from '../world/seed.ts';
import type { Block, Fields, Message } from '../world/shapes.ts';
import type { Workspace } from '../world/workspace.ts';
import { metadataOf } from './metadata.ts';
import { type Api, addMethod, flag, jsonArgument } from './methods.ts';
import { memberChannel, openChannel } from './places.ts';
import { POSTING, SPECIAL, TIER_3, TIER_4 } from './rates.ts';
import { refusalOf, SlackRefusal } from './refusal.ts';

/** Longest `text` of a new message and of an edited one, in characters (docs/services.md, Slack). */
const TEXT_LIMIT = 40_000;
const UPDATE_TEXT_LIMIT = 4000;

const Post = z.object({
  channel: z.string(),
  text: z.string().default(''),
  blocks: z.unknown().optional(),
  thread_ts: z.string().optional(),
  reply_broadcast: flag,
  metadata: jsonArgument,
  username: z.string().optional(),
  mrkdwn: flag,
  parse: z.enum(['none', 'full']).optional(),
  link_names: flag,
});
const Update = Post.pick({ channel: true, blocks: true, metadata: true }).extend({
  ts: z.string(),
  text: z.string().optional(),
});
const Whisper = Post.pick({ channel: true, text: true, blocks: true, thread_ts: true }).extend({
  user: z.string(),
});
const Place = z.object({ channel: z.string(), ts: z.string() });
const Link = z.object({ channel: z.string(), message_ts: z.string() });

/** The `chat.*` methods. */
export function addChat(api: Api): void {
  const { workspace } = api;
  const method = { token: 'bot', rate: TIER_3 } as const;
  addMethod(api, {
    ...method,
    name: 'chat.postMessage',
    scope: 'chat:write',
    rate: POSTING,
    rateKey: (args) => args.channel,
    args: Post,
    run: (args) => post(workspace, args),
  });
  addMethod(api, { ...method, name: 'chat.update', args: Update, run: (args) => update(workspace, args) });
  addMethod(api, { ...method, name: 'chat.delete', args: Place, run: (args) => remove(workspace, args) });
  addMethod(api, {
    ...method,
    name: 'chat.postEphemeral',
    rate: TIER_4,
    args: Whisper,
    run: (args) => whisper(workspace, args),
  });
  addMethod(api, {
    ...method,
    name: 'chat.getPermalink',
    rate: SPECIAL,
    args: Link,
    run: (args) => permalink(workspace, args),
  });
}

function post(workspace: Workspace, args: z.infer<typeof Post>): Fields {
  const channel = openChannel(workspace, args.channel);
  const blocks = contents(workspace, args, TEXT_LIMIT);
  const metadata = metadataOf(args.metadata);
  if (args.thread_ts && findMessage(workspace, channel.id, args.thread_ts) === undefined)
    throw new SlackRefusal('thread_not_found');
  const message = addMessage(workspace, {
    channel: channel.id,
    user: APP.botUser,
    text: args.text,
    blocks,
    thread_ts: args.thread_ts || undefined,
    metadata,
    username: args.username,
    broadcast: args.reply_broadcast,
  });
  return { channel: channel.id, ts: message.ts, message: asSent(workspace, channel.id, message) };
}

function remove(workspace: Workspace, args: z.infer<typeof Place>): Fields {
  const channel = openChannel(workspace, args.channel);
  const message = ownMessage(workspace, channel.id, { ts: args.ts, refusal: 'cant_delete_message' });
  removeMessage(workspace, channel.id, message);
  return { channel: channel.id, ts: args.ts };
}

function permalink(workspace: Workspace, args: z.infer<typeof Link>): Fields {
  const channel = openChannel(workspace, args.channel);
  const message = findMessage(workspace, channel.id, args.message_ts);
  if (message === undefined) throw new SlackRefusal('message_not_found');
  const thread = message.thread_ts === undefined ? '' : `?thread_ts=${message.thread_ts}&cid=${channel.id}`;
  return {
    channel: channel.id,
    permalink: `${TEAM.url}archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`,
  };
}

/** Redraws a message: absent metadata stays, and text without blocks removes the blocks (docs/services.md, Slack). */
function update(workspace: Workspace, args: z.infer<typeof Update>): Fields {
  const channel = openChannel(workspace, args.channel);
  const message = ownMessage(workspace, channel.id, { ts: args.ts, refusal: 'cant_update_message' });
  const text = args.text ?? '';
  const blocks = contents(workspace, { text, blocks: args.blocks }, UPDATE_TEXT_LIMIT);
  const rich = message.blocks?.some((block) => block.type === 'rich_text') === true;
  if (rich && blocks !== undefined && !blocks.some((block) => block.type === 'rich_text'))
    throw new SlackRefusal('block_mismatch');
  if (args.metadata !== undefined) {
    const metadata = metadataOf(args.metadata);
    if (metadata === undefined) delete message.metadata;
    else message.metadata = metadata;
  }
  if (args.text !== undefined) message.text = args.text;
  if (blocks === undefined) {
    delete message.blocks;
    message.edited = { user: APP.botUser, ts: `${Math.floor(workspace.now() / 1000)}.000000` };
  } else message.blocks = blocks;
  workspace.changed({ what: 'messages', channel: channel.id });
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: updated(message),
  };
}

/** What an update answers of its message: neither where it is nor its thread. */
function updated({ type, user, text, bot_id, app_id, team, blocks, metadata, edited }: Message): Fields {
  const all = { type, user, text, bot_id, app_id, team, blocks, metadata, edited };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function whisper(workspace: Workspace, args: z.infer<typeof Whisper>): Fields {
  const channel = memberChannel(workspace, args.channel);
  const blocks = contents(workspace, args, TEXT_LIMIT);
  if (!channel.members.includes(args.user)) throw new SlackRefusal('user_not_in_channel');
  const note = addEphemeral(workspace, {
    channel: channel.id,
    user: args.user,
    text: args.text,
    via: 'chat.postEphemeral',
    ...(blocks && { blocks }),
    ...(args.thread_ts && { thread_ts: args.thread_ts }),
  });
  return { message_ts: note.ts };
}

/** A message's blocks, after they and the text have been checked. */
function contents(
  workspace: Workspace,
  args: { text: string; blocks?: unknown },
  limit: number,
): Block[] | undefined {
  const accepted = acceptBlocks(workspace, args.blocks);
  if ('refusal' in accepted) throw refusalOf(accepted.refusal);
  if (args.text === '' && accepted.blocks === undefined) throw new SlackRefusal('no_text');
  if (args.text.length > limit) throw new SlackRefusal('msg_too_long');
  return accepted.blocks;
}

function ownMessage(
  workspace: Workspace,
  channel: string,
  { ts, refusal }: { ts: string; refusal: string },
): Message {
  const message = findMessage(workspace, channel, ts);
  if (message === undefined || message.deleted === true) throw new SlackRefusal('message_not_found');
  if (message.user !== APP.botUser) throw new SlackRefusal(refusal);
  return message;
}

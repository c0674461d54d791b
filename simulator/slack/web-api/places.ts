import { directChannel } from '../world/messages.ts';
import { APP } from '../world/seed.ts';
import type { Channel } from '../world/shapes.ts';
import type { Workspace } from '../world/workspace.ts';
import { SlackRefusal } from './refusal.ts';

/**
 * The channel that the bot may post to: with `chat:write.public` any public one, a private one only as a member; a
 * person's id is the direct conversation with them. Refuses with `channel_not_found`.
 */
export function openChannel(workspace: Workspace, id: string): Channel {
  const channel = workspace.world.channels.find((other) => other.id === id || `#${other.name}` === id);
  if (channel !== undefined && (!channel.is_private || channel.members.includes(APP.botUser))) return channel;
  const person = workspace.world.people.find((other) => other.id === id);
  if (channel === undefined && person !== undefined && !person.deleted && !person.is_bot)
    return directChannel(workspace, id);
  throw new SlackRefusal('channel_not_found');
}

/** The channel, if the bot is a member of it. Refuses with `channel_not_found` or `not_in_channel`. */
export function memberChannel(workspace: Workspace, id: string): Channel {
  const channel = workspace.world.channels.find((other) => other.id === id);
  if (channel === undefined) throw new SlackRefusal('channel_not_found');
  if (channel.members.includes(APP.botUser)) return channel;
  throw new SlackRefusal(channel.is_private ? 'channel_not_found' : 'not_in_channel');
}

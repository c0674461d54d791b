import type { Workspace } from '../schema.ts';

type Channel = Workspace['channels'][number];

/** The conversations that a person sees, with the name that each has for them: direct messages are their own alone. */
export function placesOf(channels: readonly Channel[], me: string): { channel: Channel; name: string }[] {
  return channels
    .filter((channel) => !channel.is_im || channel.members.includes(me))
    .map((channel) => ({ channel, name: channel.is_im ? 'navi, to you' : channel.name }));
}

import { withThread } from '../world/messages.ts';
import { TEAM } from '../world/seed.ts';
import type { Fields } from '../world/shapes.ts';
import { channelOf, type Door, get, personOf } from './door.ts';

/** Reading what stands in channels and in people's private notes. */
export function addReading(door: Door): void {
  const { desk } = door;
  get(door, 'messages/:channel', (c) => {
    const channel = channelOf(door, c.req.param('channel') ?? '');
    const messages = desk.world.messages[channel.id] ?? [];
    return { messages: messages.map((message) => withThread(desk, channel.id, message)) };
  });
  get(door, 'ephemeral/:user', (c) => {
    const person = personOf(door, c.req.param('user') ?? '');
    return { messages: desk.world.ephemerals[person.id] ?? [] };
  });
}

/** What `GET /_control/state` shows of the workspace. */
export function stateOf({ desk, sockets }: Pick<Door, 'desk' | 'sockets'>): Fields {
  const { people, channels, groups, messages } = desk.world;
  return {
    team: TEAM,
    mode: desk.requestUrls === undefined ? 'socket' : 'http',
    users: people.map(({ email: _, ...person }) => person),
    channels: channels.map(({ id, name, members, is_im }) => ({ id, name, members, is_im })),
    usergroups: groups,
    sockets: sockets.open(),
    messages: Object.fromEntries(Object.entries(messages).map(([channel, list]) => [channel, list.length])),
    openModals: Object.fromEntries(
      Object.entries(desk.world.modals).map(([user, stack]) => [user, stack.length]),
    ),
  };
}

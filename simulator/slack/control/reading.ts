import { withThread } from '../world/messages.ts';
import { APP, TEAM } from '../world/seed.ts';
import type { Fields } from '../world/shapes.ts';
import { channelOf, type Door, get, personOf } from './door.ts';

/** Reads the messages of channels and people's private notes. */
export function addReading(door: Door): void {
  const { workspace } = door;
  get(door, 'messages/:channel', (c) => {
    const channel = channelOf(door, c.req.param('channel') ?? '');
    const messages = workspace.world.messages[channel.id] ?? [];
    return { messages: messages.map((message) => withThread(workspace, channel.id, message)) };
  });
  get(door, 'ephemeral/:user', (c) => {
    const person = personOf(door, c.req.param('user') ?? '');
    return { messages: workspace.world.ephemerals[person.id] ?? [] };
  });
}

/** What `GET /_control/state` shows of the workspace. */
export function stateOf({ workspace, sockets }: Pick<Door, 'workspace' | 'sockets'>): Fields {
  const { people, channels, groups, messages } = workspace.world;
  return {
    team: TEAM,
    mode: workspace.requestUrls === undefined ? 'socket' : 'http',
    users: people.map(({ email: _, ...person }) => person),
    channels: channels.map(({ id, name, members, is_im }) => ({ id, name, members, is_im })),
    usergroups: groups,
    shortcuts: APP.shortcuts,
    sockets: sockets.open(),
    messages: Object.fromEntries(Object.entries(messages).map(([channel, list]) => [channel, list.length])),
    openModals: Object.fromEntries(
      Object.entries(workspace.world.modals).map(([user, stack]) => [user, stack.length]),
    ),
  };
}

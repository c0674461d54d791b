import { WebSocket } from 'ws';
import { clientOf, type Json, until, type Workspace } from './workspace.ts';

/** A bare Socket Mode connection that notes what it gets and acknowledges nothing by itself. */
export interface Line {
  socket: WebSocket;
  received: Json[];
}

/** Connects; the workspace's end closes it. */
export async function connect({ slack }: Workspace): Promise<Line> {
  const { url } = await clientOf(slack.apiUrl, 'xapp-simulated').apps.connections.open();
  const socket = new WebSocket(url ?? '');
  const received: Json[] = [];
  socket.on('message', (data) => received.push(JSON.parse(String(data))));
  await until(() => received.length > 0);
  return { socket, received };
}

/** The envelopes a connection got so far. */
export function envelopes({ received }: Line): Json[] {
  return received.filter((message) => 'envelope_id' in message);
}

/** Ada mentions the bot. */
export function mention({ control }: Workspace): Promise<Json> {
  return control('message', { channel: 'releases', user: 'ada', text: '@navi status' });
}

/** Ada types a bare command. */
export function command({ control }: Workspace): Promise<Json> {
  return control('command', { channel: 'releases', user: 'ada', command: '/navi', text: '' });
}

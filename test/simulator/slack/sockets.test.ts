import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { command, connect, envelopes, mention } from './lines.ts';
import { clientOf, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace();
});
afterEach(() => workspace.close());

test('each envelope goes to one connection, in turn', async () => {
  const [first, second] = [await connect(workspace), await connect(workspace)];
  expect(second.received[0]).toMatchObject({ type: 'hello', num_connections: 2 });
  for (let n = 0; n < 4; n += 1) await mention(workspace);
  await until(() => envelopes(first).length === 2 && envelopes(second).length === 2);
  const ids = [...envelopes(first), ...envelopes(second)].map((envelope) => envelope['envelope_id']);
  expect(new Set(ids).size).toBe(4);
});

test('a ticket opens one connection', async () => {
  const { url } = await clientOf(workspace.slack.apiUrl, 'xapp-simulated').apps.connections.open();
  const first = new WebSocket(url ?? '');
  await until(() => first.readyState === WebSocket.OPEN);
  const second = new WebSocket(url ?? '');
  const refused = await new Promise((resolve) => {
    second.on('unexpected-response', (_, answer) => resolve(answer.statusCode));
    second.on('error', () => undefined);
  });
  expect(refused).toBe(401);
});

test('the eleventh connection is one too many', async () => {
  for (let n = 0; n < 10; n += 1) await connect(workspace);
  const { received, socket } = await connect(workspace);
  expect(received).toMatchObject([{ type: 'disconnect', reason: 'too_many_websockets' }]);
  await until(() => socket.readyState === WebSocket.CLOSED);
  expect((await workspace.control('state'))['sockets']).toBe(10);
});

test('a refresh asks every connection to go; it gets no more envelopes, and Bolt comes back', async () => {
  const bare = await connect(workspace);
  let commands = 0;
  await workspace.app((app) => {
    app.command('/navi', async ({ ack }) => {
      commands += 1;
      await ack();
    });
  });
  expect(await workspace.control('sockets', { do: 'refresh' })).toEqual({ ok: true, sockets: 2 });
  await until(() => bare.received.some(({ reason }) => reason === 'refresh_requested'));
  await until(async () => (await workspace.control('state'))['sockets'] === 1);
  expect(await command(workspace)).toEqual({ ok: true });
  expect(commands).toBe(1);
  expect(envelopes(bare)).toEqual([]);
});

test('pings are answered and sent', async () => {
  const { socket } = await connect(workspace);
  const pong = new Promise((resolve) => socket.once('pong', resolve));
  socket.ping();
  await pong;
});

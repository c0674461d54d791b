import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createHeartbeat } from '../../../src/adapters/heartbeat/index.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function answering(status: number | null): Promise<string> {
  const server = createServer((_request, response) => {
    if (status !== null) response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return `http://127.0.0.1:${address.port}/ping`;
}

it('is done when the address answers with success', async () => {
  await createHeartbeat({ url: await answering(200), deadlineMs: 5_000 }).beat();
});

it.each([
  ['refuses', 404, { kind: 'refused' }],
  ['fails', 503, { kind: 'unknown' }],
  ['leads elsewhere', 302, { kind: 'refused' }],
  ['does not answer', null, { kind: 'unknown', problem: 'it did not answer' }],
])('is an error where the address %s', async (_, status, facts) => {
  const url = await answering(status);
  await expect(createHeartbeat({ url, deadlineMs: 200 }).beat()).rejects.toMatchObject({ facts });
});

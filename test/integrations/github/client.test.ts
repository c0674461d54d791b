import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../src/integrations/github/client.ts';

describe('the GitHub client', () => {
  let server: Server;
  let writes: number[];
  beforeEach(async () => {
    writes = [];
    server = createServer((request, response) => {
      if (request.method !== 'GET') writes.push(performance.now());
      response.setHeader('content-type', 'application/json').end('{}');
    }).listen(0);
    await once(server, 'listening');
  });
  afterEach(() => {
    vi.useRealTimers();
    server.closeAllConnections();
    server.close();
  });

  async function client() {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    return createClient({ baseUrl: `http://127.0.0.1:${port}`, auth: { token: 'a-token' } })();
  }

  it('goes on when the clock is set back by hours', async () => {
    const github = await client();
    await github.request('POST /one');
    await github.request('GET /one');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3 * 3_600_000 });
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('it stood still')), 8_000));
    await Promise.race([Promise.all([github.request('GET /two'), github.request('POST /two')]), late]);
  });

  it('begins writes a second apart, one after the other, and has no read wait for them', async () => {
    const github = await client();
    const began = performance.now();
    const all = [1, 2, 3].map((n) => github.request(`POST /${n}`));
    await github.request('GET /meanwhile');
    expect(performance.now() - began).toBeLessThan(900);
    await Promise.all(all);
    const [first = 0, second = 0, third = 0] = writes;
    expect(second - first).toBeGreaterThan(950);
    expect(third - second).toBeGreaterThan(950);
  });
});

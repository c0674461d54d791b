import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient, type GithubAuth } from '../../../src/adapters/github/client.ts';

/** What GitHub answers who asks for the token of an app's installation; every other answer is ignored here. */
const TOKEN = { token: 'ghs_made', expires_at: '2099-01-01T00:00:00Z', permissions: {} };

describe('the GitHub client', () => {
  let server: Server;
  let writes: number[];
  /** Reads are answered with 401, so many times from now on. */
  let refusals: number;
  beforeEach(async () => {
    writes = [];
    refusals = 0;
    server = createServer((request, response) => {
      if (request.method !== 'GET') writes.push(performance.now());
      else if (refusals > 0) {
        refusals -= 1;
        response.statusCode = 401;
      }
      response.setHeader('content-type', 'application/json').end(JSON.stringify(TOKEN));
    }).listen(0);
    await once(server, 'listening');
  });
  afterEach(() => {
    vi.useRealTimers();
    server.closeAllConnections();
    server.close();
  });

  async function client(auth: GithubAuth = { token: 'a-token' }) {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    return createClient({ baseUrl: `http://127.0.0.1:${port}`, auth })();
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
    const all = [1, 2, 3].map((n) => github.request(`POST /${n}`));
    await github.request('GET /meanwhile');
    expect(writes.length).toBeLessThan(3);
    await Promise.all(all);
    const [first = 0, second = 0, third = 0] = writes;
    expect(second - first).toBeGreaterThan(900);
    expect(third - second).toBeGreaterThan(900);
  });

  const asApp = () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return client({ appId: '1', privateKey: pem, installationId: 9 });
  };

  it('asks for a new token when one that is not new is refused, once', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], shouldAdvanceTime: true });
    const github = await asApp();
    await github.request('GET /one');
    vi.setSystemTime(Date.now() + 60_000);
    vi.advanceTimersByTime(60_000);
    refusals = 1;
    await github.request('GET /two');
    expect(writes).toHaveLength(2);
  });

  it('writes as an app that has to ask for its token first', async () => {
    const github = await asApp();
    const late = new Promise((_, reject) =>
      setTimeout(() => reject(new Error('it waits for itself')), 5_000),
    );
    await Promise.race([github.request('POST /one'), late]);
    expect(writes).toHaveLength(2);
  });
});

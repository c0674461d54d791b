import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge } from '../../simulator/edge/index.ts';
import { startSlack } from '../../simulator/slack/index.ts';

const EVIL = 'https://evil.example';
const JSON_BODY = { 'content-type': 'application/json' };
const TYPED = JSON.stringify({ channel: 'C0RELEASES', user: 'U0ADA', text: 'hello' });

let slack: Awaited<ReturnType<typeof startSlack>>;
let edge: Awaited<ReturnType<typeof startEdge>>;
beforeAll(async () => {
  slack = await startSlack();
  edge = await startEdge({ originUrl: 'http://127.0.0.1:1', bucket: 'cdn', host: 'cdn.example' });
});
afterAll(async () => {
  await edge.close();
  await slack.close();
});

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** As a browser or a program sends it: `fetch` would set some of these headers itself. */
function ask(url: string, { method = 'POST', headers = {}, body = '' }: Sent = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function said(): Promise<string> {
  return (await fetch(`${slack.url}/_control/messages/C0RELEASES`)).text();
}

describe("the simulator's control door", () => {
  it('takes JSON from a program, which names no origin', async () => {
    expect(await ask(`${slack.url}/_control/message`, { headers: JSON_BODY, body: TYPED })).toBe(200);
    expect(await said()).toContain('hello');
  });

  it.each([{ 'content-type': 'text/plain;charset=UTF-8' }, {}])(
    'takes JSON from a program that says another type: %o',
    async (headers) => {
      expect(await ask(`${slack.url}/_control/message`, { headers, body: TYPED })).toBe(200);
    },
  );

  it('takes its own page, and a request without a body', async () => {
    const own = { origin: slack.url, 'sec-fetch-site': 'same-origin' };
    const sent = { headers: { ...JSON_BODY, ...own }, body: TYPED };
    expect(await ask(`${slack.url}/_control/message`, sent)).toBe(200);
    expect(await ask(`${slack.url}/_control/reset`, { headers: own })).toBe(200);
    const cleared = await fetch(`${slack.url}/_control/faults`, { method: 'DELETE' });
    expect(cleared.status).toBe(200);
    const port = new URL(slack.url).port;
    const named = { host: `localhost:${port}`, origin: `http://localhost:${port}` };
    expect(await ask(`${slack.url}/`, { method: 'GET', headers: named })).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['a page of another site', { ...JSON_BODY, origin: EVIL }],
    ['a page in a sandbox', { ...JSON_BODY, origin: 'null' }],
    ['a page of another program here', { ...JSON_BODY, origin: 'http://127.0.0.1:1' }],
    ['a page of another site that hides its origin', { ...JSON_BODY, 'sec-fetch-site': 'cross-site' }],
    ['a page whose name was pointed here', { ...JSON_BODY, host: 'evil.example' }],
    ['a name that only begins like this machine', { ...JSON_BODY, host: '127.0.0.1.evil.example' }],
    ['a form of another site', { 'content-type': 'application/x-www-form-urlencoded', origin: EVIL }],
    ['text from another site', { 'content-type': 'text/plain', origin: EVIL }],
    ['a body of no type from another site', { origin: EVIL }],
  ])('refuses %s', async (_, headers) => {
    const before = await said();
    for (const path of ['message', 'command', 'navi', 'faults', 'pace', 'reset', 'at/edge/stale'])
      expect(await ask(`${slack.url}/_control/${path}`, { headers, body: TYPED }), path).toBe(403);
    expect(await said()).toBe(before);
  });

  it('is read by no page of another site, and neither is the page itself', async () => {
    for (const headers of [{ host: 'evil.example' }, { origin: EVIL }, { 'sec-fetch-site': 'cross-site' }])
      for (const path of ['/_control/state', '/_control/stream', '/', '/api/auth.test'])
        expect(await ask(`${slack.url}${path}`, { method: 'GET', headers }), path).toBe(403);
  });

  it('lets another site link to the page', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(await ask(`${slack.url}/`, { method: 'GET', headers: link })).toBe(200);
  });
});

describe('the simulated edge', () => {
  it('serves the script to pages of any site, and keeps its control door shut', async () => {
    const [probe = ''] = edge.probeUrls;
    const page = { host: 'cdn.example', origin: EVIL, 'sec-fetch-site': 'cross-site' };
    expect(await ask(`${probe}/v1/navi-loader.js`, { method: 'GET', headers: page })).not.toBe(403);
    for (const url of [edge.url, probe])
      expect(await ask(`${url}/_control/purge`, { headers: { ...page, ...JSON_BODY }, body: '{}' })).toBe(
        403,
      );
  });
});

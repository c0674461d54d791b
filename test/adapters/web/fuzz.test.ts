import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWeb, type Web } from '../../../src/adapters/web/web.ts';
import { createFakeTelemetry, type FakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { createFakeApp } from '../slack/fake-app.ts';

const SECRET = 'simulated-webhook-secret';

let web: Web;
let url: string;
let runs: unknown[];
let telemetry: FakeTelemetry;

beforeAll(async () => {
  telemetry = createFakeTelemetry();
  web = createWeb({
    app: createFakeApp(),
    port: 0,
    host: '127.0.0.1',
    ready: async () => ({ store: true, slack: true, record: true }),
    metrics: { contentType: 'text/plain', metrics: async () => '' },
    webhookSecret: SECRET,
    onRunChanged: async (run) => void runs.push(run),
    telemetry,
  });
  url = `http://127.0.0.1:${(await web.start()).port}`;
});
beforeEach(() => {
  runs = [];
});
afterAll(() => web.stop());

async function post(path: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers });
  await answer.arrayBuffer();
  return answer.status;
}

function signed(body: string): string {
  return `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
}

function webhook(body: string, { event = 'workflow_run', signature = signed(body) } = {}): Promise<number> {
  return post('/hooks/github', body, { 'x-github-event': event, 'x-hub-signature-256': signature });
}

const JSON_OF_NAVI = { 'content-type': 'application/json', 'x-navi-client': '1' };
const anyBody = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: 'binary-ascii', maxLength: 300 }),
  fc.constantFrom(
    'null',
    '[]',
    '""',
    '{"words":null}',
    '{"words":{}}',
    '{"workflow_run":null}',
    '{"workflow_run":{"id":"1"}}',
  ),
);
const anyHeader = fc.string({ unit: fc.constantFrom(...'abcdef0123456789=+/ ,;:"{}[]()\\'), maxLength: 100 });

describe('the door for commands', () => {
  it('answers 400 to any body that is not a command, and breaks nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, anyHeader, async (body, token) => {
        const json = { ...JSON_OF_NAVI, authorization: `Bearer ${token.trim()}` };
        expect(await post('/commands', body, json)).toBe(400);
      }),
      { numRuns: 60 },
    );
    expect(telemetry.errors()).toEqual([]);
  });

  it.each([
    ['words that never end', JSON.stringify({ words: 'x'.repeat(4_001) }), 400],
    ['a body over the limit', JSON.stringify({ words: 'x'.repeat(70_000) }), 413],
    ['brackets only', '['.repeat(60_000), 400],
    ['a name that never ends', JSON.stringify({ words: 'status', claimed: 'x'.repeat(101) }), 400],
  ])('refuses %s', async (_what, body, status) => {
    expect(await post('/commands', body, JSON_OF_NAVI)).toBe(status);
  });
});

describe('the door for webhooks', () => {
  it('answers 401 to any body with any signature but its own', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyBody,
        fc.oneof(anyHeader, fc.constant(signed('another body'))),
        async (body, signature) => {
          fc.pre(signature.trim() !== signed(body));
          expect(await webhook(body, { signature })).toBe(401);
        },
      ),
      { numRuns: 60 },
    );
    expect(runs).toEqual([]);
    expect(telemetry.errors()).toEqual([]);
  });

  it('takes any proven body, and is woken only by the number of a run', async () => {
    const event = fc.constantFrom('workflow_run', 'workflow_job', 'push', '', '__proto__');
    await fc.assert(
      fc.asyncProperty(anyBody, event, async (body, named) => {
        fc.pre(body !== '');
        expect(await webhook(body, { event: named })).toBe(202);
      }),
      { numRuns: 60 },
    );
    expect(runs).toEqual([]);
    expect(telemetry.errors()).toEqual([]);

    expect(await webhook('{"workflow_run":{"id":7}}')).toBe(202);
    expect(runs).toEqual([7]);
  });
});

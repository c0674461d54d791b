import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createWeb, type Web, type WebOptions } from '../../../src/adapters/web/web.ts';
import { refuse } from '../../../src/domain/refusal.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { sampleForm } from '../../harness/samples/sample-rollback.ts';
import { createFakeApp, type FakeApp } from '../slack/fake-app.ts';

const SECRET = 'simulated-webhook-secret';

let web: Web;
let url: string;
let app: FakeApp;
let runs: number[];
let ready: { store: boolean; slack: boolean; record: boolean };

async function open(different: Partial<WebOptions> = {}): Promise<void> {
  app = createFakeApp();
  runs = [];
  ready = { store: true, slack: false, record: true };
  web = createWeb({
    app,
    port: 0,
    host: '127.0.0.1',
    ready: async () => ready,
    metrics: { contentType: 'text/plain; version=0.0.4', metrics: async () => 'navi_operations 1\n' },
    webhookSecret: SECRET,
    onRunChanged: async (run) => void runs.push(run),
    telemetry: createFakeTelemetry(),
    ...different,
  });
  url = `http://127.0.0.1:${(await web.start()).port}`;
}

beforeEach(() => open());
afterEach(() => web.stop());

describe('health', () => {
  it('is alive, and ready as soon as the store answers, Slack or not', async () => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const first = await fetch(`${url}/readyz`);
    expect([first.status, await first.text()]).toEqual([200, 'disconnected']);

    ready = { store: true, slack: true, record: true };
    expect(await (await fetch(`${url}/readyz`)).text()).toBe('ready');

    ready = { store: true, slack: true, record: false };
    const differs = await fetch(`${url}/readyz`);
    expect([differs.status, await differs.text()]).toEqual([200, 'record-differs']);

    ready = { store: false, slack: true, record: true };
    const last = await fetch(`${url}/readyz`);
    expect([last.status, await last.text()]).toEqual([503, 'unavailable']);
  });

  it('shows metrics', async () => {
    const answer = await fetch(`${url}/metrics`);

    expect(answer.headers.get('content-type')).toContain('version=0.0.4');
    expect(await answer.text()).toBe('navi_operations 1\n');
  });

  it('shows metrics only to this machine, and to callers with the token', async () => {
    const through = { 'x-forwarded-for': '8.8.8.8' };
    expect((await fetch(`${url}/metrics`, { headers: through })).status).toBe(404);

    await web.stop();
    await open({ metricsToken: 'a-token-of-some-length' });

    const statuses = [];
    for (const authorization of [
      '',
      'Bearer wrong',
      'a-token-of-some-length',
      'Bearer a-token-of-some-length',
    ])
      statuses.push((await fetch(`${url}/metrics`, { headers: { ...through, authorization } })).status);
    expect(statuses).toEqual([401, 401, 401, 200]);
  });

  it('takes no metrics token in production that came over plain http from another machine', async () => {
    await web.stop();
    await open({
      metricsToken: 'a-token-of-some-length',
      isProduction: true,
      trustedProxies: ['127.0.0.1'],
    });
    const authorization = 'Bearer a-token-of-some-length';
    const ask = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        request(`${url}/metrics`, { headers: { authorization, ...headers } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });

    expect(await ask({ host: 'navi.example' })).toBe(403);
    expect(await ask({ 'x-forwarded-for': '8.8.8.8', 'x-forwarded-proto': 'http' })).toBe(403);
    expect(await ask({ 'x-forwarded-for': '8.8.8.8', 'x-forwarded-proto': 'https' })).toBe(200);
  });

  it('has nothing else', async () => {
    expect((await fetch(`${url}/admin`)).status).toBe(404);
  });
});

describe('commands', () => {
  /** What a proxy adds that is configured here. */
  const FROM_AFAR = { 'x-forwarded-for': '8.8.8.8', 'x-forwarded-proto': 'https' };

  /** By node's own client: fetch sets no Host. */
  function askRaw(body: unknown, headers: Record<string, string>) {
    return new Promise<{ status: number; allowed: string | undefined }>((resolve, reject) => {
      const all = { 'content-type': 'application/json', 'x-navi-client': '1', ...headers };
      const sent = request(`${url}/commands`, { method: 'POST', headers: all }, (answer) => {
        answer.resume();
        resolve({
          status: answer.statusCode ?? 0,
          allowed: answer.headers['access-control-allow-origin'],
        });
      });
      sent.on('error', reject);
      sent.end(JSON.stringify(body));
    });
  }

  async function ask(body: unknown, token?: string, headers: Record<string, string> = {}) {
    const answer = await fetch(`${url}/commands`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-navi-client': '1',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const Answer = z.looseObject({ explained: z.array(z.unknown()).optional() }).optional();
    return { status: answer.status, body: Answer.parse(await answer.json().catch(() => undefined)) };
  }

  it('go to the app with their proven caller', async () => {
    const { status, body } = await ask({ words: 'status' }, 'token-of-ada');

    expect(status).toBe(200);
    expect(body).toEqual({
      message: { is: 'line', text: 'You typed: status', level: 'info' },
      exit: 0,
      explained: [],
      notice: null,
    });
    expect(app.asked[0]).toMatchObject({
      caller: { is: 'person', account: 'trm_ada' },
      place: { is: 'terminal', peer: '127.0.0.1' },
    });
  });

  it('of an unproven caller carry the name they claim', async () => {
    await ask({ words: 'status', claimed: 'ada' });
    await ask({ words: 'status', claimed: 'ada' }, 'ghp_wrong');

    expect(app.asked.map((one) => one.caller)).toEqual([
      { is: 'unproven', claimed: 'ada' },
      { is: 'unproven', claimed: 'ada' },
    ]);
  });

  it.each([
    [{ is: 'refusal', refusal: refuse({ code: 'token-invalid' }), asked: 'x' } as const, 3],
    [{ is: 'refusal', refusal: refuse({ code: 'unknown-command', typed: 'x' }), asked: 'x' } as const, 2],
    [{ is: 'fault', reference: 'f1', text: 'x' } as const, 1],
    [{ is: 'help', commands: [], topic: null, stranger: 'no' } as const, 3],
    [{ is: 'help', commands: [], topic: null, stranger: null } as const, 0],
    [{ is: 'rollback-form', form: sampleForm() } as const, 0],
    [
      {
        is: 'refusal',
        refusal: refuse({ code: 'choose-what-to-stop', stop: '1.2.0', keeps: '1.1.0', rollBack: null }),
        asked: 'rollback',
      } as const,
      2,
    ],
    [{ is: 'accepted', operation: 'rbk_1', version: '1.1.0', text: 'v1 goes back.' } as const, 0],
    [
      {
        is: 'refusal',
        refusal: refuse({ code: 'no-target', line: 'v1', named: [], quarantined: [] }),
        asked: 'x',
      } as const,
      3,
    ],
  ])('end with the exit code of their answer: %o', async (message, exit) => {
    app.replies.answer = () => message;

    expect((await ask({ words: 'x' })).body).toMatchObject({ message, exit });
  });

  it('bring the words for each reason along', async () => {
    const refusal = refuse({ code: 'token-invalid' }, { code: 'card-not-ours' });
    app.replies.answer = () => ({ is: 'refusal', refusal, asked: 'x' });

    expect((await ask({ words: 'x' })).body?.explained).toMatchObject([
      { code: 'token-invalid', next: expect.stringContaining('npx navi login') },
      { code: 'card-not-ours' },
    ]);
  });

  it('of another machine without proof reach nothing, under any name', async () => {
    await ask({ words: 'rollback --yes', claimed: 'Cleo Martins' }, undefined, FROM_AFAR);
    await ask({ words: 'status' }, 'ghp_wrong', FROM_AFAR);
    await ask({ words: 'status' }, 'token-of-ada', FROM_AFAR);

    expect(app.asked.map((one) => one.caller)).toMatchObject([
      { is: 'stranger', why: 'no-token' },
      { is: 'stranger', why: 'no-token' },
      { is: 'person', account: 'trm_ada' },
    ]);
  });

  it('with a token that came over plain http from another machine reach nothing', async () => {
    const body = { words: 'status' };
    const bearer = { authorization: 'Bearer token-of-ada' };
    await web.stop();
    await open({ trustedProxies: ['127.0.0.1'], allowedHosts: ['navi.internal'] });

    for (const headers of [
      { host: 'navi.internal', 'x-forwarded-proto': 'http' },
      { host: 'navi.internal' },
      { 'x-forwarded-for': '8.8.8.8' },
    ])
      expect((await askRaw(body, { ...headers, ...bearer })).status).toBe(403);
    expect(app.asked).toEqual([]);
    const encrypted = { host: 'navi.internal', 'x-forwarded-proto': 'https' };
    expect((await askRaw(body, { ...encrypted, ...bearer })).status).toBe(200);

    await web.stop();
    await open({ allowedHosts: ['navi.internal'] });
    expect((await askRaw(body, { host: 'navi.internal', ...bearer })).status).toBe(403);
    expect((await askRaw(body, { ...encrypted, ...bearer })).status).toBe(403);
  });

  it('of another machine are counted by its address until it has proven something', async () => {
    await web.stop();
    await open({ trustedProxies: ['127.0.0.1'] });
    const honest = Array.from({ length: 40 }, () => ask({ words: 'status' }, 'token-of-ada', FROM_AFAR));
    expect((await Promise.all(honest)).filter(({ status }) => status === 200).length).toBeGreaterThan(29);

    const guesses = Array.from({ length: 60 }, (_, n) => ask({ words: 'status' }, `ghp_${n}`, FROM_AFAR));
    expect((await Promise.all(guesses)).filter(({ status }) => status === 200).length).toBeLessThan(32);
    expect((await ask({ words: 'status' }, undefined, FROM_AFAR)).status).toBe(429);
    expect((await ask({ words: 'status' }, undefined, { 'x-forwarded-for': '9.9.9.9' })).status).toBe(200);
  });

  it('of this machine are never too many before they are heard', async () => {
    const here = Array.from({ length: 80 }, () => ask({ words: 'rollback' }));

    expect((await Promise.all(here)).every(({ status }) => status === 200)).toBe(true);
  });

  it.each<[string, Record<string, string>]>([
    ['a page of another site', { 'content-type': 'text/plain', origin: 'https://evil.example' }],
    ['a page that was let send JSON', { origin: 'https://evil.example' }],
    ['a page of before there were origins', { 'sec-fetch-site': 'cross-site' }],
    ['a page that has this address under its own name', { host: 'evil.example' }],
    ['a client without our header', { 'x-navi-client': '' }],
  ])('of %s are turned away', async (_what, headers) => {
    const answer = await askRaw({ words: 'rollback v1.0.0 --yes --reason ok', claimed: 'Cleo' }, headers);

    expect(answer.status).toBeGreaterThan(400);
    expect(answer.allowed).toBeUndefined();
    expect(app.asked).toEqual([]);
  });

  it('are allowed to no page that asks first', async () => {
    const answer = await fetch(`${url}/commands`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });

    expect(answer.status).toBe(404);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it.each([['not json'], [{}], [{ words: 7 }], [{ words: 'x'.repeat(4001) }]])(
    'that are none are turned away: %o',
    async (body) => {
      expect((await ask(body)).status).toBe(400);
      expect(app.asked).toEqual([]);
    },
  );

  it('of endless length are not read', async () => {
    expect((await ask({ words: 'x', claimed: 'x'.repeat(100_000) })).status).toBe(413);
  });
});

describe('terminals that pair', () => {
  async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
    const answer = await fetch(`${url}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-navi-client': '1', ...headers },
      body: JSON.stringify(body),
    });
    const Answer = z.looseObject({ secret: z.string().default('') });
    return { status: answer.status, ...Answer.parse(await answer.json()) };
  }

  it('are given a code, and the token once it was confirmed', async () => {
    const begun = await post('terminals', { machine: 'laptop' });
    expect(begun).toMatchObject({ status: 200, code: 'ACDE-FGHJ' });
    expect(await post('terminals/token', { secret: begun.secret })).toMatchObject({ is: 'waiting' });

    app.replies.terminal = { is: 'issued', token: 'navi_x', person: 'Ada', expiresAt: 'x' };

    expect(await post('terminals/token', { secret: begun.secret })).toMatchObject({ token: 'navi_x' });
    expect(await post('terminals/token', { secret: 'another-secret-of-some-length' })).toMatchObject({
      is: 'gone',
    });
    expect((await post('terminals', { machine: 'one too many' })).status).toBe(429);
  });

  it.each(['terminals', 'terminals/token'])('are no page in a browser: %s', async (path) => {
    const body = { machine: 'x', secret: 'a-secret-of-some-length' };
    expect((await post(path, body, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post(path, body, { 'x-navi-client': '' })).status).toBe(403);
    expect((await post(path, body, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(path, {})).status).toBe(400);
  });

  it('are counted by their address when they are of another machine', async () => {
    const afar = { 'x-forwarded-for': '8.8.8.8' };
    const guesses = Array.from({ length: 60 }, (_, n) =>
      post('terminals/token', { secret: `a-guess-of-some-length-${n}` }, afar),
    );
    expect((await Promise.all(guesses)).filter(({ status }) => status === 429).length).toBeGreaterThan(25);
  });
});

describe("GitHub's webhook", () => {
  interface Delivery {
    event?: string;
    id?: string;
    payload?: unknown;
    secret?: string;
  }

  async function deliver({
    event = 'workflow_run',
    id = 'd1',
    payload = RUN,
    secret = SECRET,
  }: Delivery = {}) {
    const body = JSON.stringify(payload);
    const answer = await fetch(`${url}/hooks/github`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-github-delivery': id,
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
      body,
    });
    return answer.status;
  }
  const RUN = { action: 'completed', workflow_run: { id: 42, name: 'Rélease <b>' } };

  it('tells of a run, from its own event and from its jobs', async () => {
    expect(await deliver()).toBe(202);
    expect(
      await deliver({ event: 'workflow_job', id: 'd2', payload: { workflow_job: { run_id: 43 } } }),
    ).toBe(202);
    expect(runs).toEqual([42, 43]);
  });

  it('tells of a run that waits for Navi, and reads its id from the callback of GitHub’s alone', async () => {
    const asked: unknown[] = [];
    await web.stop();
    await open({ onRunChanged: async (run, asksNavi) => void asked.push([run, asksNavi]) });
    const callback = (path: string) => ({
      event: 'deployment_protection_rule',
      id: path,
      payload: { deployment_callback_url: `https://api.github.com/repos/o/r/actions/runs/${path}` },
    });

    expect(await deliver(callback('44/deployment_protection_rule'))).toBe(202);
    for (const path of ['45/cancel', '-1/deployment_protection_rule', 'x/deployment_protection_rule'])
      expect(await deliver(callback(path))).toBe(202);
    expect(await deliver()).toBe(202);

    expect(asked).toEqual([
      [44, true],
      [42, false],
    ]);
  });

  it('believes nothing without the signature', async () => {
    expect(await deliver({ secret: 'another' })).toBe(401);
    expect((await fetch(`${url}/hooks/github`, { method: 'POST', body: JSON.stringify(RUN) })).status).toBe(
      401,
    );
    expect(runs).toEqual([]);
  });

  it('acts on a delivery once', async () => {
    await deliver();
    expect(await deliver()).toBe(200);
    expect(runs).toEqual([42]);
  });

  it('takes a delivery again that failed here', async () => {
    await web.stop();
    let broken = true;
    await open({
      onRunChanged: async (run) => {
        if (broken) throw new Error('the store is away');
        runs.push(run);
      },
    });

    expect(await deliver()).toBe(500);
    broken = false;
    expect(await deliver()).toBe(202);
    expect(runs).toEqual([42]);
  });

  it.each([
    ['ping', { zen: 'x' }],
    ['workflow_run', { workflow_run: { id: 'x' } }],
    ['push', RUN],
  ])('passes over what tells of no run: %s', async (event, payload) => {
    expect(await deliver({ event, payload })).toBe(202);
    expect(runs).toEqual([]);
  });

  /** Announces a body of so many bytes, signs it wrongly, and sends it when it is asked for. */
  function send(bytes: number, from: string, { isChunked = false } = {}): Promise<number> {
    const size = isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': bytes };
    const headers = { ...size, 'x-forwarded-for': from, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };
    return new Promise((resolve, reject) => {
      const sent = request(`${url}/hooks/github`, { method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
        sent.destroy();
      });
      sent.on('error', reject);
      if (isChunked) sent.end('{}');
      else if (bytes <= 1024 * 1024) sent.end(Buffer.alloc(bytes, ' '));
      else sent.flushHeaders();
    });
  }

  it('refuses a body that is announced as larger than 1 MiB before any of it has arrived', async () => {
    expect(await send(1024 * 1024 + 1, '8.8.8.8')).toBe(413);
  });

  it.each([false, true])('holds few bytes of a peer that proves nothing (chunked: %s)', async (isChunked) => {
    await web.stop();
    await open({ trustedProxies: ['127.0.0.1'] });
    const statuses = [];
    for (let sent = 0; sent < 6; sent += 1) statuses.push(await send(1024 * 1024, '8.8.8.8', { isChunked }));
    expect(statuses.slice(0, 4)).toEqual([401, 401, 401, 401]);
    expect(statuses.at(-1)).toBe(429);
    expect(await send(1000, '8.8.4.4')).toBe(401);
  });

  it('counts no byte of proven deliveries', async () => {
    const payload = { ...RUN, filler: 'x'.repeat(1_000_000) };
    for (let sent = 0; sent < 8; sent += 1) expect(await deliver({ id: `large${sent}`, payload })).toBe(202);
  });

  it('is not there without a secret', async () => {
    await web.stop();
    await open({ webhookSecret: undefined });

    expect(await deliver()).toBe(404);
  });
});

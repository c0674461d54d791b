import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWeb, type Web, type WebOptions } from '../../../src/adapters/web/web.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { createFakeApp } from '../slack/fake-app.ts';

let web: Web;
let url: string;

async function open(mail: Pick<WebOptions, 'mailHook'> = {}): Promise<void> {
  web = createWeb({
    app: createFakeApp(),
    port: 0,
    ready: async () => ({ store: true, slack: true, record: true }),
    metrics: { contentType: 'text/plain', metrics: async () => '' },
    webhookSecret: undefined,
    onRunChanged: async () => {},
    telemetry: createFakeTelemetry(),
    ...mail,
  });
  url = `http://127.0.0.1:${(await web.start()).port}`;
}

afterEach(() => web.stop());

describe('the mail webhook', () => {
  const MAIL_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const NOW = new Date('2026-11-23T09:00:00.000Z');
  const BODY = JSON.stringify({
    type: 'bounce',
    data: { messageId: '<ntc_1.acme@example.com>', status: '5.1.1' },
  });
  let bounced: unknown[];

  const sign = (body: string, { id = 'msg_1', at = NOW.getTime() / 1000, secret = MAIL_SECRET } = {}) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
    return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
  };
  const post = async (body: string, headers: Record<string, string>) => {
    const answer = await fetch(`${url}/hooks/mail`, { method: 'POST', body, headers });
    return [answer.status, await answer.json()];
  };

  beforeEach(async () => {
    bounced = [];
    const onBounce = async (one: unknown) => bounced.push(one) > 0;
    await open({ mailHook: { secret: MAIL_SECRET, now: () => NOW, onBounce } });
  });

  it('takes a signed bounce, and reads neither an address nor words of it', async () => {
    const body = JSON.stringify({
      ...JSON.parse(BODY),
      recipient: 'els@acme.example',
    });
    expect(await post(body, sign(body))).toEqual([202, { taken: true }]);
    expect(bounced).toEqual([{ delivery: 'msg_1', messageId: '<ntc_1.acme@example.com>', status: '5.1.1' }]);
  });

  it.each([
    ['no signature', {}],
    ['a signature of another key', sign(BODY, { secret: `whsec_${Buffer.alloc(32, 8).toString('base64')}` })],
    ['a signature of another body', sign('{}')],
    ['another id', { ...sign(BODY), 'webhook-id': 'msg_2' }],
    ['another time', { ...sign(BODY), 'webhook-timestamp': String(NOW.getTime() / 1000 + 1) }],
    ['an old delivery', sign(BODY, { at: NOW.getTime() / 1000 - 301 })],
    ['one from the future', sign(BODY, { at: NOW.getTime() / 1000 + 301 })],
    ['no number as its time', { ...sign(BODY), 'webhook-timestamp': 'NaN' }],
    ['an empty signature', { ...sign(BODY), 'webhook-signature': 'v1,' }],
    [
      'another scheme',
      { ...sign(BODY), 'webhook-signature': sign(BODY)['webhook-signature'].replace('v1', 'v2') },
    ],
  ])('takes nothing with %s', async (_, headers) => {
    expect((await post(BODY, headers as Record<string, string>))[0]).toBe(401);
    expect(bounced).toEqual([]);
  });

  it.each([
    ['no JSON', 'bounce'],
    ['another event', BODY.replace('bounce', 'delivery')],
    ['words for a status', BODY.replace('5.1.1', '550 els@acme.example')],
  ])('ignores %s', async (_, body) => {
    expect(await post(body, sign(body))).toEqual([202, { taken: false, why: 'not a bounce' }]);
    expect(bounced).toEqual([]);
  });

  it('takes a second signature beside an old one, and no large body', async () => {
    const { 'webhook-signature': signature, ...rest } = sign(BODY);
    expect((await post(BODY, { ...rest, 'webhook-signature': `v1,AAAA ${signature}` }))[0]).toBe(202);
    const large = `${BODY}${' '.repeat(70_000)}`;
    const answer = await fetch(`${url}/hooks/mail`, { method: 'POST', body: large, headers: sign(large) });
    expect(answer.status).toBe(413);
  });

  it('is not there without a secret', async () => {
    await web.stop();
    await open();
    expect(
      (await fetch(`${url}/hooks/mail`, { method: 'POST', body: BODY, headers: sign(BODY) })).status,
    ).toBe(404);
  });
});

import { createHmac } from 'node:crypto';
import { rawRequest, statusOf } from '../adapters/web/raw-socket.ts';
import type { House } from '../harness/world/house.ts';
import { openAttacked, SIGNING_SECRET, troubleOf } from './house.ts';
import { type Tally, tally } from './tally.ts';

const FORM = 'command=%2Fnavi&text=status&user_id=U0ADA&team_id=T0AWELL&channel_id=C0RELEASES&trigger_id=t1';
const JSON_OF_NAVI = { 'content-type': 'application/json', 'x-navi-client': '1' };

interface Sent {
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** Each answer's status has to be one of these. */
function expectation(house: House, path: string, statuses: readonly number[]) {
  return ({ headers = {}, body = '' }: Sent) =>
    async () => {
      const answer = await fetch(`${house.navi.url}${path}`, {
        method: 'POST',
        headers,
        body: typeof body === 'string' ? body : new Uint8Array(body),
        signal: AbortSignal.timeout(15_000),
      });
      const text = await answer.text();
      if (answer.status >= 500 || !statuses.includes(answer.status))
        return `${answer.status} ${text.slice(0, 80)}`;
      return null;
    };
}

function slackHeaders({
  stamp = String(Math.floor(Date.now() / 1000)),
  secret = SIGNING_SECRET,
  body = FORM,
} = {}) {
  const mac = createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex');
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': stamp,
    'x-slack-signature': `v0=${mac}`,
  };
}

/** Deliveries whose signature or date is not Slack's. */
function unsigned(): Sent[] {
  const good = slackHeaders();
  const with_ = (changed: Record<string, string>): Sent => ({ headers: { ...good, ...changed }, body: FORM });
  const without = (name: string): Sent => ({
    headers: Object.fromEntries(Object.entries(good).filter(([key]) => key !== name)),
    body: FORM,
  });
  const signature = good['x-slack-signature'];
  const now = Math.floor(Date.now() / 1000);
  const dated = [
    '',
    'NaN',
    '1e300',
    'Infinity',
    '0x10',
    ' ',
    '-1',
    String(now * 1000),
    `${now - 301}`,
    `${now + 400}`,
  ];
  return [
    without('x-slack-signature'),
    without('x-slack-request-timestamp'),
    { body: FORM },
    with_({ 'x-slack-signature': '' }),
    with_({ 'x-slack-signature': 'v0=' }),
    with_({ 'x-slack-signature': signature.slice(0, -1) }),
    with_({ 'x-slack-signature': signature.replace('v0=', 'v1=') }),
    with_({ 'x-slack-signature': `${signature}0` }),
    with_({ 'x-slack-signature': signature.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
    { headers: slackHeaders({ secret: 'another' }), body: FORM },
    { headers: good, body: `${FORM}&x=1` },
    ...dated.map((stamp): Sent => ({ headers: slackHeaders({ stamp }), body: FORM })),
  ];
}

function bodies(): Sent[] {
  const words = (value: unknown) => JSON.stringify({ words: value });
  return [
    '',
    'null',
    '[]',
    '"x"',
    '1',
    '{',
    '{"words":null}',
    words(1),
    words({}),
    words([]),
    words('x'.repeat(4_001)),
    words('x'.repeat(70_000)),
    '['.repeat(60_000),
    `{"__proto__":{"words":"status"}}`,
    '{"constructor":{"prototype":{}}}',
    `{"words":"status","claimed":"${'x'.repeat(101)}"}`,
    '\ud800',
    words('x'.repeat(1_200_000)),
    words('x'.repeat(6_000_000)),
  ].map((body) => ({ headers: JSON_OF_NAVI, body }));
}

const HOOK = JSON.stringify({ workflow_run: { id: 4242 } });
const hookMac = (body: string | Buffer, secret: string, algorithm = 'sha256') =>
  `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;

/** Webhooks that GitHub did not sign as they are. */
function unsignedHooks(secret: string): Sent[] {
  const good = hookMac(HOOK, secret);
  const signed = (
    signature: string | undefined,
    body: string | Buffer = HOOK,
    event = 'workflow_run',
  ): Sent => ({
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      ...(signature !== undefined && { 'x-hub-signature-256': signature }),
    },
    body,
  });
  const changed = [
    `${HOOK} `,
    HOOK.replace('4242', '4243'),
    '',
    'null',
    '[]',
    '{',
    '\u0000',
    '{"__proto__":{"workflow_run":{"id":1}}}',
  ];
  return [
    ...[
      '',
      'sha256=',
      'sha1=',
      'x',
      good.toUpperCase(),
      good.slice(7),
      good.slice(0, -1),
      `${good}0`,
      good.replace('sha256', 'sha1'),
      `${good},${good}`,
      ' ',
    ].map((one) => signed(one)),
    signed(undefined),
    signed(hookMac(HOOK, 'another')),
    signed(hookMac(HOOK, secret, 'sha1')),
    signed(hookMac(HOOK, '')),
    signed(hookMac(HOOK, secret, 'sha512')),
    ...changed.map((body) => signed(good, body)),
    signed(good, Buffer.from([0xff, 0xfe])),
    signed(good, Buffer.alloc(1_000_000, 0x20)),
  ];
}

/** What GitHub might sign and Navi must survive. */
function signedHooks(secret: string): Sent[] {
  const bodiesOf = [
    'null',
    '[]',
    '1',
    '"x"',
    '{',
    '{}',
    '{"workflow_run":null}',
    '{"workflow_run":{"id":"1"}}',
    '{"workflow_run":{"id":-1}}',
    '{"workflow_run":{"id":1e300}}',
    `${'['.repeat(100_000)}`,
    '{"a":'.repeat(50_000),
    '{"__proto__":{"x":1}}',
    '\u0000',
  ];
  return [...bodiesOf, Buffer.from([0xff, 0xfe, 0x7b])].map((body) => ({
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'workflow_run',
      'x-github-delivery': '1',
      'x-hub-signature-256': hookMac(body, secret),
    },
    body,
  }));
}

const TOKENS = [
  '',
  'x',
  'navi_',
  `navi_${'a'.repeat(43)}`,
  `NAVI_${'a'.repeat(43)}`,
  'ghp_simulated_ada',
  'xoxb-simulated',
  'x'.repeat(399),
  'x'.repeat(5_000),
  'navi_%00',
  "navi_' or 1=1 --",
];
const DECISIONS = [
  'approve rel_1 abc',
  'reject rel_1 abc no',
  'retry rel_1',
  'abandon rel_1',
  'retract rel_1',
  'replan rel_1',
  'cancel rel_1',
  'confirm rbk_1',
  'release v1.2.0',
  'unlock v1 x',
  'quarantine v1.1.0 --yes --reason x',
  'unquarantine v1.1.0 --reason x',
  'stop v1.2.0 --yes --reason x',
  'tokens',
  'tokens revoke trm_1',
  'pair ACDE-FGHJ',
];

/** Requests that a stranger makes, at a real process in HTTP mode. */
export async function attackRequests(): Promise<Tally[]> {
  const house = await openAttacked('http');
  const { pid } = house.navi.plug.state();
  const secret = house.world.variables['GITHUB_WEBHOOK_SECRET'] ?? '';
  const before = await house.snapshot();
  const port = Number(new URL(house.navi.url).port);
  const command =
    (words: string, headers: Record<string, string> = {}) =>
    async () => {
      const answer = await fetch(`${house.navi.url}/commands`, {
        method: 'POST',
        headers: { ...JSON_OF_NAVI, ...headers },
        body: JSON.stringify({ words, claimed: 'Ben Ivarsson' }),
      });
      const text = await answer.text();
      return answer.status >= 500 || !/"exit":[23]/.test(text)
        ? `${words.slice(0, 40)}: ${text.slice(0, 120)}`
        : null;
    };
  const tallies = [
    await tally(
      'Slack deliveries that are not signed',
      unsigned().map(expectation(house, '/slack/events', [400, 401])),
      2,
    ),
    await tally('bodies', bodies().map(expectation(house, '/commands', [400, 413])), 2),
    await tally('chunked body of 30 MB', [
      async () => {
        const head =
          'POST /commands HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nx-navi-client: 1\r\ntransfer-encoding: chunked\r\n\r\n';
        const status = statusOf(
          await rawRequest(
            port,
            Buffer.concat([Buffer.from(`${head}1c9c380\r\n`), Buffer.alloc(30_000_000, 0x20)]),
            10_000,
          ),
        );
        return status === 'closed' || status === 413 || status === 400 ? null : String(status);
      },
    ]),
    await tally(
      'webhooks that are not signed',
      unsignedHooks(secret).map(expectation(house, '/hooks/github', [401, 400, 413])),
      2,
    ),
    await tally(
      'webhooks that are signed and malformed',
      signedHooks(secret).map(expectation(house, '/hooks/github', [200, 202, 204, 400, 401])),
      2,
    ),
    await tally(
      'tokens at approve',
      TOKENS.map((token) => command('approve rel_1 abc', { authorization: `Bearer ${token}` })),
      1,
    ),
    await tally(
      'decisions without proof',
      DECISIONS.map((words) => command(words)),
      1,
    ),
    await tally('what it stands on', [
      async () => ((await house.snapshot()) === before ? null : 'something changed outside'),
      async () => ((await house.cards()).length === 0 ? null : 'there is a card'),
      () => troubleOf(house, pid),
    ]),
  ];
  await house.close();
  return tallies;
}

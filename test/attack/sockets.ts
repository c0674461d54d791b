import { createHmac } from 'node:crypto';
import { rawRequest, statusOf } from '../adapters/web/raw-socket.ts';
import { until } from '../harness/until.ts';
import { openAttacked, openFilesOf, SIGNING_SECRET, troubleOf } from './house.ts';
import { type Attacked, createRandom, pick, type Tally, tally } from './tally.ts';

const METHODS = [
  'GET',
  'POST',
  'PUT',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'DELETE',
  'PRI',
  'get',
  'G ET',
  '',
];
const TARGETS = [
  '/',
  '//',
  '///',
  '/\\',
  '//a:99999999/',
  'http://',
  'http://[::1',
  'http://a b/',
  '*',
  '',
  '/%',
  '/%00',
  '/%ff',
  '/commands',
  '/commands?x=1#y',
  '//commands',
  '/terminals',
  '/terminals/token',
  '/healthz',
  '/readyz',
  '/metrics',
  '/hooks/github',
  '/slack/events',
  '//slack/events',
  '/slack/events/../events',
  '/slack\\events',
  '/é',
  'ftp://x',
];
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', 'HTTP', ''];
const HEADERS = [
  'host: 127.0.0.1',
  'host: a\r\nhost: b',
  'host: http://[::',
  'host: a b',
  'content-length: 5',
  'content-length: -1',
  'content-length: 99999999999999999999',
  'content-length: 5\r\ncontent-length: 6',
  'transfer-encoding: chunked',
  'transfer-encoding: chunked\r\ncontent-length: 5',
  'transfer-encoding: x',
  'content-type: application/json',
  'content-type: application/x-www-form-urlencoded',
  'x-navi-client: 1',
  'origin: https://evil.example',
  'authorization: Bearer \u0000',
  'upgrade: websocket\r\nconnection: upgrade',
  'expect: 100-continue',
  'no colon',
  ': empty',
  ' folded',
  'x: \u0007\u001b[2J',
  `x: ${'a'.repeat(20_000)}`,
  'forwarded: for=127.0.0.1',
  'x-hub-signature-256: sha256=0',
];
const BODIES = [
  '',
  '{}',
  'null',
  '[]',
  '"',
  '0\r\n\r\n',
  'ffffffffffff\r\nx',
  '5\r\nhello\r\n0\r\n\r\n',
  'payload=null',
  '{"words":',
  '\u0000',
];

/** Bytes that are nearly a request, or none at all. */
function bytesOf(random: () => number): Buffer {
  const headers = Array.from({ length: Math.floor(random() * 5) }, () => pick(random, HEADERS));
  const close = random() < 0.7 ? ['connection: close'] : [];
  const line = [pick(random, METHODS), pick(random, TARGETS), pick(random, VERSIONS)].join(
    random() < 0.9 ? ' ' : '  ',
  );
  const text = [line, ...headers, ...close, '', pick(random, BODIES)].join(random() < 0.95 ? '\r\n' : '\n');
  const bytes = Buffer.from(text, 'latin1');
  if (random() < 0.3 && bytes.length > 0)
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return random() < 0.1 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
}

/** A delivery with Slack's signature and any content. */
function signedBytes(body: string): string {
  const stamp = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', SIGNING_SECRET).update(`v0:${stamp}:${body}`).digest('hex');
  const headers = [
    `x-slack-request-timestamp: ${stamp}`,
    `x-slack-signature: v0=${mac}`,
    'connection: close',
  ];
  const type = body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded';
  return [
    'POST /slack/events HTTP/1.1',
    'host: 127.0.0.1',
    `content-type: ${type}`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n');
}
const SIGNED = [
  'payload=null',
  'payload=1',
  'payload=[]',
  'payload="x"',
  'payload={',
  'payload=%00',
  'payload',
  '=',
  '&&&',
  '',
  'null',
  '[]',
  '1',
  '{}',
  '{"type":null}',
  '{"type":"url_verification"}',
  '{"type":"event_callback","event":null}',
  'command=',
  'command=/navi&text=',
  `command=/navi&text=${'a'.repeat(30_000)}`,
  'payload={"type":"block_actions"}',
  'payload={"type":"view_submission","view":null}',
  'payload={"type":"block_actions","actions":[null]}',
  'payload={"type":"__proto__"}',
  '{"__proto__":{"type":"x"}}',
  'payload={"type":"shortcut","callback_id":{}}',
];

/** Raw bytes at a real process, in Socket Mode and in HTTP mode. */
export async function attackSockets({ seed, count = 1_000 }: Attacked): Promise<Tally[]> {
  const tallies: Tally[] = [];
  for (const mode of ['socket', 'http'] as const) {
    const house = await openAttacked(mode);
    const { pid } = house.navi.plug.state();
    const port = Number(new URL(house.navi.url).port);
    const random = createRandom(seed);
    const send =
      (bytes: Buffer | string, allowed: (status: number | 'closed') => boolean, ms = 1_500) =>
      async () => {
        const status = statusOf(await rawRequest(port, bytes, ms));
        return allowed(status) ? null : `${status}: ${bytes.toString().slice(0, 120)}`;
      };
    const isNoFault = (status: number | 'closed') => status === 'closed' || status < 500;
    // One request that is in order first: what it opens stays open.
    await troubleOf(house, pid);
    const openBefore = openFilesOf(pid);
    const noise = Array.from({ length: count }, () => send(bytesOf(random), isNoFault));
    tallies.push(await tally(`bytes in ${mode} mode`, noise, 8));
    if (mode === 'http')
      tallies.push(
        await tally(
          'signed deliveries',
          SIGNED.map((body) =>
            send(signedBytes(body), (status) => status !== 'closed' && status < 500, 5_000),
          ),
          4,
        ),
      );
    tallies.push(
      await tally(`the process afterwards, in ${mode} mode`, [
        () => troubleOf(house, pid),
        async () => ((await house.answerTo('U0ADA', 'status')).text === '' ? 'no answer in Slack' : null),
        () => leakOf(pid, openBefore),
        async () => house.navi.log().find((line) => /uncaught|unhandled|"level":50/.test(line)) ?? null,
      ]),
    );
    await house.close();
  }
  return tallies;
}

/** Connections to services come and go meanwhile. */
const OTHERS = 8;
/** An idle connection is closed within this time. */
const CLOSED_MS = 20_000;

/** Whether files or sockets stay open that the noise had opened. */
async function leakOf(pid: number | undefined, before: number): Promise<string | null> {
  const isBack = async () => openFilesOf(pid) <= before + OTHERS;
  return until('its files are closed', isBack, CLOSED_MS).then(
    () => null,
    () => `${openFilesOf(pid)} files are open, ${before} were before`,
  );
}

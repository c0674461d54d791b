import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../slack/workspace.ts';
import { halfOpen, rawRequest, statusOf } from './raw-socket.ts';

/** The web door with Slack's own requests on it, spoken to without an HTTP client between. */
let workspace: Workspace;
let port: number;

beforeAll(async () => {
  workspace = await openWorkspace({ mode: 'http' });
  port = Number(new URL(workspace.requestUrl).port);
});
afterAll(() => workspace.close());

const CLOSE = 'host: 127.0.0.1\r\nconnection: close\r\n\r\n';

async function alive(): Promise<void> {
  expect(statusOf(await rawRequest(port, `GET /healthz HTTP/1.1\r\n${CLOSE}`))).toBe(200);
  expect(workspace.telemetry.errors()).toEqual([]);
}

function signedBytes(body: string, contentType: string): string {
  const stamp = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', 'simulated-signing-secret').update(`v0:${stamp}:${body}`).digest('hex');
  return [
    'POST /slack/events HTTP/1.1',
    'host: 127.0.0.1',
    'connection: close',
    `content-type: ${contentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-slack-request-timestamp: ${stamp}`,
    `x-slack-signature: v0=${mac}`,
    '',
    body,
  ].join('\r\n');
}

describe('a request line', () => {
  const targets = [
    '//',
    '///',
    '//a:99999999/',
    '/\\\\',
    '/\\',
    'http://',
    'http://[::1',
    'http://a b/',
    'http://evil.example/commands',
    'ftp://x/',
    '*',
    'x',
    '?',
    '#',
    '/%',
    '/%00',
    '/%ff%fe',
    '/..//..',
    '/slack/events/../events',
    '/slack/events?//',
    '//slack/events',
    '/slack\\events',
    `/${'a'.repeat(20_000)}`,
    '/\u00e9',
    '/commands#@[::',
  ];

  it.each(targets.flatMap((target) => ['GET', 'POST', 'OPTIONS', 'TRACE'].map((method) => [method, target])))(
    'ends nothing: %s %s',
    async (method, target) => {
      const answer = await rawRequest(
        port,
        Buffer.from(`${method} ${target} HTTP/1.1\r\n${CLOSE}`, 'latin1'),
      );

      expect([400, 401, 403, 404, 405, 414, 415, 431]).toContain(statusOf(answer));
      await alive();
    },
  );

  it('that is none is answered with 400 and one line in the log', async () => {
    const before = workspace.telemetry.lines.length;

    expect(statusOf(await rawRequest(port, `GET // HTTP/1.1\r\n${CLOSE}`))).toBe(400);
    expect(statusOf(await rawRequest(port, 'nonsense\r\n\r\n'))).toBe(400);

    const said = workspace.telemetry.lines.slice(before);
    expect(said.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'a web request was not understood'],
      ['warn', 'a web request was not understood'],
    ]);
  });

  it('of any bytes ends nothing', async () => {
    const bytes = fc.array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 60 });
    const head = fc.constantFrom('GET ', 'POST ', 'POST /slack/events', 'GET //', 'CONNECT ', 'PRI * ', '');
    await fc.assert(
      fc.asyncProperty(head, bytes, async (start, noise) => {
        const line = Buffer.concat([
          Buffer.from(start),
          Buffer.from(noise),
          Buffer.from(` HTTP/1.1\r\n${CLOSE}`),
        ]);
        const status = statusOf(await rawRequest(port, line));
        expect(status === 'closed' || (status >= 400 && status < 500)).toBe(true);
      }),
      { numRuns: 150 },
    );
    await alive();
  });
});

describe('headers', () => {
  it.each([
    ['a host that is no host', 'host: http://[::\r\n'],
    ['a host with a path', 'host: a/b?c#d\r\n'],
    ['a host with a blank', 'host: a b\r\n'],
    ['a port out of range', 'host: a:99999999\r\n'],
    ['no host', ''],
    ['an empty host', 'host:\r\n'],
    ['two hosts', 'host: a\r\nhost: b\r\n'],
    ['two lengths', 'host: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n'],
    ['a length and chunks', 'host: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n'],
    ['an odd encoding', 'host: a\r\ntransfer-encoding: gzip, xchunked\r\n'],
    ['a negative length', 'host: a\r\ncontent-length: -1\r\n'],
    ['an unknown expectation', 'host: a\r\nexpect: the-moon\r\n'],
    ['an upgrade', 'host: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n'],
    ['a very long header', `host: a\r\nx: ${'x'.repeat(40_000)}\r\n`],
    ['very many headers', `host: a\r\n${'x: 1\r\n'.repeat(5_000)}`],
    ['a folded header', 'host: a\r\nx: 1\r\n 2\r\n'],
    ['NUL in a header', 'host: a\r\nx: a\0b\r\n'],
  ])('end nothing: %s', async (_what, headers) => {
    for (const line of ['POST /commands', 'POST /slack/events', 'POST /hooks/github', 'GET /metrics']) {
      const answer = await rawRequest(port, `${line} HTTP/1.1\r\n${headers}connection: close\r\n\r\n`, 500);
      const status = statusOf(answer);
      expect(status === 'closed' || (status >= 200 && status < 500)).toBe(true);
    }
    await alive();
  });
});

describe('health', () => {
  it.each([
    ['healthz', /\r\n\r\n(?:[0-9a-f]+\r\n)?alive/],
    ['readyz', /\r\n\r\n(?:[0-9a-f]+\r\n)?(?:ready|disconnected)/],
  ])('answers anyone with one word: %s', async (path, word) => {
    const from = 'host: evil.example\r\norigin: https://evil.example\r\nx-forwarded-for: 8.8.8.8\r\n';
    const answer = await rawRequest(port, `GET /${path} HTTP/1.1\r\n${from}connection: close\r\n\r\n`);

    expect([statusOf(answer), answer]).toEqual([200, expect.stringMatching(word)]);
  });
});

describe('a body', () => {
  it.each(['/commands', '/slack/events', '/hooks/github'])(
    'cut off in the middle ends nothing: %s',
    async (path) => {
      const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n`;
      await rawRequest(port, `${head}content-length: 500\r\n\r\n{"words":`, 100);
      await rawRequest(port, `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"wor\r\nzz\r\n`, 100);
      await rawRequest(port, `${head}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\nx`, 100);
      await rawRequest(
        port,
        `${head}transfer-encoding: chunked\r\n\r\n0\r\nx: y\r\n\r\nGET // HTTP/1.1\r\n\r\n`,
        100,
      );
      await alive();
    },
  );

  const JSON_TYPE = 'application/json';
  const FORM_TYPE = 'application/x-www-form-urlencoded';
  it.each([
    ['null', JSON_TYPE],
    ['7', JSON_TYPE],
    ['"x"', JSON_TYPE],
    ['[]', JSON_TYPE],
    ['true', JSON_TYPE],
    ['payload=null', FORM_TYPE],
    ['payload=7', FORM_TYPE],
    ['payload=[]', FORM_TYPE],
    ['payload=%22x%22', FORM_TYPE],
    ['payload=', FORM_TYPE],
    ['payload=null&payload=null', FORM_TYPE],
    ['null', 'text/plain'],
    ['', JSON_TYPE],
    ['{', JSON_TYPE],
  ])('signed by Slack that is no object is answered with 400: %s as %s', async (body, type) => {
    const answer = await rawRequest(port, signedBytes(body, type), 3_500);

    expect([400, 404]).toContain(statusOf(answer));
    await alive();
  });

  it.each([
    '{}',
    '{"event":null,"type":"event_callback"}',
    '{"event":{},"type":"event_callback"}',
    '{"type":{}}',
    '{"type":"event_callback","event":{"type":"message","channel":null}}',
    '{"type":"block_actions"}',
    '{"type":"block_actions","actions":null}',
    '{"type":"block_actions","actions":[null]}',
    '{"type":"view_submission","view":null}',
    '{"command":"/navi"}',
    '{"type":"block_actions","actions":[]}',
    '{"type":"block_actions","actions":[{}],"channel":null}',
    '{"type":"view_closed","view":7}',
    '{"type":"shortcut","callback_id":{}}',
    '{"type":"message_action","callback_id":"x"}',
    '{"type":"event_callback","event":{"type":"app_mention","item":7}}',
    '{"type":"event_callback","event":[]}',
    '{"command":{},"text":7}',
    '{"__proto__":{"type":"view_submission"}}',
  ])('signed by Slack of an odd shape is answered, and breaks nothing: %s', async (body) => {
    for (const [sent, type] of [
      [body, JSON_TYPE],
      [`payload=${encodeURIComponent(body)}`, FORM_TYPE],
    ] as const)
      expect(statusOf(await rawRequest(port, signedBytes(sent, type), 5_000))).toBeLessThan(500);
    await alive();
  });
});

describe('connections', () => {
  it('that are silent block no other client', async () => {
    const held = [...halfOpen(port, 150), ...halfOpen(port, 150, '')];
    try {
      const begun = Date.now();
      expect(statusOf(await rawRequest(port, `GET /healthz HTTP/1.1\r\n${CLOSE}`))).toBe(200);
      // Before the others are closed for their silence, after 5 s.
      expect(Date.now() - begun).toBeLessThan(4_500);
    } finally {
      for (const socket of held) socket.destroy();
    }
  });

  it.each(['/slack/events', '/hooks/github', '/commands'])(
    'that never finish a body block no other client: %s',
    async (path) => {
      const type = 'content-type: application/json\r\nx-navi-client: 1\r\ncontent-length: 500';
      const held = halfOpen(
        port,
        220,
        `POST ${path} HTTP/1.1\r\nhost: localhost\r\n${type}\r\n\r\n{"words":`,
      );
      try {
        // Before they are closed for their silence, after 30 s.
        await rawRequest(port, `GET /healthz HTTP/1.1\r\n${CLOSE}`, 500);
        expect(statusOf(await rawRequest(port, `GET /healthz HTTP/1.1\r\n${CLOSE}`, 20_000))).toBe(200);
      } finally {
        for (const socket of held) socket.destroy();
      }
    },
    40_000,
  );

  it('that do not finish their headers are closed in seconds', async () => {
    const answer = await rawRequest(port, 'GET /healthz HTTP/1.1\r\nhost: x', 9_000);

    expect(statusOf(answer)).toBe(408);
  }, 15_000);
});

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { type SimulatedPager, startPager } from '../../../simulator/pager/index.ts';
import { createPager } from '../../../src/adapters/pager/index.ts';
import type { Page } from '../../../src/domain/page.ts';
import { controlOf } from '../../harness/world/control.ts';

const SECRET = `whsec_${Buffer.from('a key of thirty-two bytes, or so').toString('base64')}`;
const PAGE: Page = {
  event: 'alert.firing',
  incident: 'alt_1',
  at: '2026-11-27T09:00:00.000Z',
  title: 'Sentry',
  text: 'it does not answer: „“ 日本',
};
const State = z.object({
  received: z.array(z.object({ id: z.string(), times: z.number(), body: z.unknown() })),
});

let at = Date.parse(PAGE.at);
let pager: SimulatedPager;
const clock = { now: () => new Date(at) };
const client = (change: { secret?: string; url?: string } = {}) =>
  createPager({ url: `${pager.url}/page`, secret: SECRET, clock, deadlineMs: 2_000, ...change });
const received = async () => State.parse(await controlOf(pager.url).state()).received;

beforeEach(async () => {
  at = Date.parse(PAGE.at);
  pager = await startPager({ secret: SECRET, clock: createWorldClock({ machine: () => at }) });
});
afterEach(() => pager.close());

it('is taken by a receiver that verifies the signature, once for each id', async () => {
  await client().send('page:alt_1:alert.firing', PAGE);
  await client().send('page:alt_1:alert.firing', PAGE);

  expect(await received()).toEqual([
    {
      id: 'page:alt_1:alert.firing',
      times: 2,
      body: {
        type: 'alert.firing',
        timestamp: PAGE.at,
        data: { incident: 'alt_1', title: 'Sentry', text: PAGE.text },
      },
    },
  ]);
});

it('is refused with another key, and when it is old', async () => {
  const other = `whsec_${Buffer.from('another key of thirty-two bytes.').toString('base64')}`;
  await expect(client({ secret: other }).send('p', PAGE)).rejects.toMatchObject({
    facts: { service: 'pager', kind: 'refused', status: 401 },
  });
  const late = createPager({
    ...{ url: `${pager.url}/page`, secret: SECRET, deadlineMs: 2_000 },
    clock: { now: () => new Date(at - 6 * 60_000) },
  });
  await expect(late.send('p', PAGE)).rejects.toMatchObject({ facts: { kind: 'refused', status: 401 } });
  expect(await received()).toEqual([]);
});

it.each([
  ['reset', 'unknown', 'it did not answer'],
  ['timeout', 'unknown', 'it did not answer'],
  ['rate-limit', 'rate-limited', 'it answered 429'],
  ['error', 'unknown', 'it answered 500'],
] as const)('says what happened: %s', async (kind, is, problem) => {
  await controlOf(pager.url).breakCall({ method: 'page', kind, times: 1 });
  await expect(client().send('p', PAGE)).rejects.toMatchObject({ facts: { kind: is, problem } });
});

it('is reached without a page, whatever the receiver says of the question', async () => {
  await client().reach();
  expect(await received()).toEqual([]);
  await expect(client({ url: 'http://127.0.0.1:1/page' }).reach()).rejects.toMatchObject({
    facts: { kind: 'unknown', problem: 'it did not answer' },
  });
});

it('follows no redirect', async () => {
  const server = createServer((_, answer) => answer.writeHead(307, { location: `${pager.url}/page` }).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await expect(client({ url }).send('p', PAGE)).rejects.toMatchObject({ facts: { status: 307 } });
  server.close();
  expect(await received()).toEqual([]);
});

it('is verified by the example in docs/monitoring.md', async () => {
  const isFromNavi = await exampleOf('docs/monitoring.md');
  const seen: { headers: Record<string, unknown>; body: string }[] = [];
  const server = createServer((request, answer) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      seen.push({ headers: request.headers, body });
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await client({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }).send('p', PAGE);
  server.close();
  const [{ headers, body } = { headers: {}, body: '' }] = seen;

  expect(isFromNavi(headers, body, SECRET, at)).toBe(true);
  expect(isFromNavi(headers, `${body} `, SECRET, at)).toBe(false);
  expect(isFromNavi(headers, body, SECRET, at + 301_000)).toBe(false);
  expect(isFromNavi({ ...headers, 'webhook-id': 'q' }, body, SECRET, at)).toBe(false);
});

type Verifies = (headers: Record<string, unknown>, body: string, secret: string, now: number) => boolean;

/** The example as its reader would run it. */
async function exampleOf(file: string): Promise<Verifies> {
  const text = readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
  const code = /```js\n(?<code>import \{ createHmac[\s\S]*?)\n```/.exec(text)?.groups?.['code'] ?? '';
  const loaded: unknown = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  const found = z.object({ isFromNavi: z.custom<Verifies>((value) => typeof value === 'function') });
  return found.parse(loaded).isFromNavi;
}

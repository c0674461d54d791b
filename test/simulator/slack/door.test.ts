import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startWorkspace, until } from './workspace.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function workspaceOf(options: Parameters<typeof startWorkspace>[0] = {}) {
  const workspace = await startWorkspace(options);
  ends.push(() => workspace.close());
  return workspace;
}

/** The changes that the page's stream tells of, as they come. */
async function listen(url: string): Promise<string[]> {
  const lines: string[] = [];
  const ending = new AbortController();
  ends.push(() => ending.abort());
  const answer = await fetch(`${url}/_control/stream`, { signal: ending.signal });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? [])
      lines.push(
        ...decoder
          .decode(chunk)
          .split('\n')
          .filter((line) => line.startsWith('data: ')),
      );
  };
  read().catch(() => undefined);
  return lines;
}

test('the stream tells of messages, private notes and views', async () => {
  const { slack, client, control } = await workspaceOf();
  const lines = await listen(slack.url);
  await client.chat.postMessage({ channel: 'C0RELEASES', text: 'x' });
  await client.chat.postEphemeral({ channel: 'C0RELEASES', user: 'U0ADA', text: 'x' });
  await client.views.publish({ user_id: 'U0BEN', view: { type: 'home', blocks: [] } });
  await until(() => lines.length >= 3);
  expect(lines.map((line) => JSON.parse(line.slice(6)))).toEqual([
    { what: 'messages', channel: 'C0RELEASES' },
    { what: 'ephemeral', user: 'U0ADA' },
    { what: 'views', user: 'U0BEN' },
  ]);
  await control('reset', {});
  expect(await control('messages/releases')).toEqual({ ok: true, messages: [] });
  expect((await control('views/ben'))['home']).toBeNull();
});

test('the world is gathered from the neighbours, and the stream says when it moved', async () => {
  let generation = 1;
  const service = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ generation }));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  ends.push(
    () => service.close(() => undefined),
    () => service.closeAllConnections(),
  );
  const address = service.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const gone = 'http://127.0.0.1:1';
  const { slack, control } = await workspaceOf({ services: () => ({ gcs: url, npm: gone }) });
  expect(await control('world')).toEqual({
    ok: true,
    services: { gcs: { url, state: { generation: 1 } }, npm: { url: gone, error: expect.any(String) } },
    navi: { state: 'by-hand' },
    clock: { aheadMs: 0 },
  });
  const lines = await listen(slack.url);
  await until(async () => {
    generation += 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return lines.some((line) => line.includes('"world"'));
  });
});

test('the plug is in the launcher’s hand', async () => {
  const done: string[] = [];
  const navi = {
    do: async (action: string) => {
      done.push(action);
    },
    state: () => ({ state: 'stopped' as const }),
  };
  const { slack, control } = await workspaceOf({ navi });
  expect(await control('navi', { do: 'kill' })).toEqual({ ok: true, navi: { state: 'stopped' } });
  expect(done).toEqual(['kill']);
  expect(await control('navi', { do: 'explode' })).toMatchObject({ ok: false });
  expect(slack.apiUrl).toBe(`${slack.url}/api/`);
  const byHand = await workspaceOf();
  expect(await byHand.control('navi', { do: 'kill' })).toEqual({
    ok: false,
    error: 'navi was started by hand',
  });
});

test('the state shows people and channels, without e-mail addresses', async () => {
  const { control } = await workspaceOf();
  const state = await control('state');
  expect(state).toMatchObject({ team: { id: 'T0AWELL', name: 'Awell' }, sockets: 0, messages: {} });
  expect(state['users']).toContainEqual({
    id: 'U0GUS',
    name: 'gus',
    real_name: 'Gus Guest',
    team_id: 'T0AWELL',
    is_bot: false,
    is_restricted: true,
    is_stranger: false,
    deleted: false,
  });
  expect(state['channels']).toContainEqual(expect.objectContaining({ id: 'C0ONCALL', name: 'on-call' }));
});

test('a kept workspace is found as it was left', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'slack-'));
  ends.push(() => rm(dataDir, { recursive: true }));
  const first = await startWorkspace({ dataDir });
  const ts = (await first.client.chat.postMessage({ channel: 'C0RELEASES', text: 'kept' })).ts;
  await first.close();
  const second = await workspaceOf({ dataDir });
  expect(await second.control('messages/releases')).toMatchObject({ messages: [{ ts, text: 'kept' }] });
  const next = (await second.client.chat.postMessage({ channel: 'C0RELEASES', text: 'later' })).ts;
  expect(Number(next)).toBeGreaterThan(Number(ts));
});

test('the page is a document with its style and script; neither is cached', async () => {
  const { slack } = await workspaceOf();
  const page = await fetch(`${slack.url}/`);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(await page.text()).toContain('<script type="module" src="/page.js">');
});

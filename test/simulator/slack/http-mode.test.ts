import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { App, HTTPReceiver } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { type Json, QUIET, startWorkspace, until, type Workspace } from './workspace.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function portOf(server: Server | { address(): unknown }): number {
  const address = server.address();
  if (typeof address === 'object' && address !== null && 'port' in address) return Number(address.port);
  throw new Error('the server does not listen');
}

function urlsAt(port: number) {
  const url = `http://127.0.0.1:${port}/slack/events`;
  return { commands: url, interactivity: url, events: url };
}

async function workspaceWith(port: number): Promise<Workspace> {
  const workspace = await startWorkspace({ requestUrl: urlsAt(port) });
  ends.push(() => workspace.close());
  return workspace;
}

test('Bolt’s HTTP receiver takes signed commands, clicks and events', async () => {
  const slack = await startWorkspace();
  ends.push(() => slack.close());
  const app = new App({
    token: 'xoxb-simulated',
    logger: QUIET,
    clientOptions: { slackApiUrl: slack.slack.apiUrl, retryConfig: { retries: 0 } },
    receiver: new HTTPReceiver({ signingSecret: 'simulated-signing-secret', logger: QUIET }),
  });
  const seen: string[] = [];
  app.command('/navi', async ({ ack, command }) => ack(`heard ${command.text}`));
  app.action('go', async ({ ack, action }) => {
    if (action.type === 'button') seen.push(`click ${action.value}`);
    await ack();
  });
  app.event('app_mention', async ({ event }) => {
    seen.push(`event ${event.text}`);
  });
  const server = await app.start(0);
  ends.push(() => app.stop());
  await slack.control('request-urls', urlsAt(portOf(server)));

  expect(await slack.control('url-verification', {})).toMatchObject({ ok: true, status: 200 });
  const typed = { channel: 'releases', user: 'ada', command: '/navi', text: 'status & more' };
  expect(await slack.control('command', typed)).toEqual({
    ok: true,
    response: { text: 'heard status &amp; more' },
  });
  const button = {
    type: 'button',
    action_id: 'go',
    value: 'op-1',
    text: { type: 'plain_text' as const, text: 'Go' },
  };
  const posted = await slack.client.chat.postMessage({
    channel: 'C0RELEASES',
    text: 'card',
    blocks: [{ type: 'actions', elements: [{ ...button, type: 'button' }] }],
  });
  const click = { channel: 'releases', user: 'ben', messageTs: posted.ts, action: { action_id: 'go' } };
  expect(await slack.control('interact', click)).toEqual({ ok: true });
  await slack.control('message', { channel: 'releases', user: 'ada', text: '@navi status' });
  await until(() => seen.length === 2);
  expect(seen).toEqual(['click op-1', 'event <@U0NAVI> status']);
});

test('an event that fails is repeated with number and reason, unless the app says no', async () => {
  const requests: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers);
    response.writeHead(500, requests.length === 3 ? { 'x-slack-no-retry': '1' } : {}).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  const workspace = await workspaceWith(portOf(server));
  await workspace.control('pace', {
    ackSeconds: 0.5,
    retry1Seconds: 0,
    retry2Seconds: 0.05,
    retry3Seconds: 0.05,
  });
  await workspace.control('message', { channel: 'releases', user: 'ada', text: '@navi status' });
  await until(() => requests.length === 3);
  expect(requests.map((headers) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2']);
  expect(requests[1]).toMatchObject({
    'x-slack-retry-reason': 'http_error',
    'x-slack-signature': expect.stringMatching(/^v0=[0-9a-f]{64}$/),
    'content-type': 'application/json',
  });
  // A fourth would come 50 ms later; the next command is after it.
  await workspace.control('command', { channel: 'releases', user: 'ada', command: '/navi', text: '' });
  expect(requests.filter((headers) => headers['x-slack-retry-num'] === '3')).toEqual([]);
});

test('forms are exactly as Slack sends them, and an address that does not answer is a failure', async () => {
  const bodies: Json[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push({
        type: request.headers['content-type'],
        ...Object.fromEntries(new URLSearchParams(body)),
      });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const workspace = await workspaceWith(portOf(server));
  const typed = { channel: 'releases', user: 'ada', command: '/navi', text: 'help' };
  expect(await workspace.control('command', typed)).toEqual({ ok: true });
  expect(bodies[0]).toMatchObject({
    type: 'application/x-www-form-urlencoded',
    command: '/navi',
    text: 'help',
    is_enterprise_install: 'false',
  });
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  expect(await workspace.control('command', typed)).toEqual({ ok: false, error: 'dispatch_failed' });
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { type Json, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace();
});
afterEach(() => workspace.close());

const navi = (text: string, user = 'U0ADA') => ({ channel: 'C0RELEASES', user, command: '/navi', text });

test('a command reaches Bolt with names turned into ids, and its words come back to that person alone', async () => {
  const seen: unknown[] = [];
  await workspace.app((app) => {
    app.command('/navi', async ({ command, ack }) => {
      seen.push(command);
      await ack(`You said: ${command.text}`);
    });
  });
  const answer = await workspace.control('command', navi('approve @ben in #releases'));
  const text = 'You said: approve <@U0BEN|ben> in <#C0RELEASES|releases>';
  expect(answer).toEqual({ ok: true, response: { text } });
  expect(seen).toMatchObject([
    {
      command: '/navi',
      team_id: 'T0AWELL',
      team_domain: 'awell',
      user_id: 'U0ADA',
      user_name: 'ada',
      channel_id: 'C0RELEASES',
      channel_name: 'releases',
      api_app_id: 'A0NAVI',
      is_enterprise_install: 'false',
    },
  ]);
  expect(await workspace.control('ephemeral/ada')).toMatchObject({ messages: [{ text, via: 'ack' }] });
  expect(await workspace.control('messages/releases')).toMatchObject({ messages: [] });
});

test('channels and people go by name too; unknown ones are refused', async () => {
  await workspace.app((app) => {
    app.command('/navi', async ({ command, ack }) => ack(command.user_id));
  });
  const named = { channel: '#releases', user: '@cleo', command: '/navi', text: '' };
  expect(await workspace.control('command', named)).toMatchObject({ ok: true, response: { text: 'U0CLEO' } });
  expect(await workspace.control('command', { ...named, user: 'nobody' })).toEqual({
    ok: false,
    error: 'user_not_found',
  });
  expect(await workspace.control('command', { ...named, command: '/other' })).toEqual({
    ok: false,
    error: 'not_a_valid_command',
  });
});

test('a person of another team comes with that team', async () => {
  const teams: string[] = [];
  await workspace.app((app) => {
    app.command('/navi', async ({ command, ack }) => {
      teams.push(command.team_id);
      await ack();
    });
  });
  await workspace.control('command', navi('help', 'U0EVE'));
  expect(teams).toEqual(['T0OTHER']);
});

test('what a person typed cannot mention a channel or forge a link', async () => {
  await workspace.app((app) => {
    app.command('/navi', async ({ command, ack }) => ack(command.text));
  });
  const answer = await workspace.control('command', navi('x <!channel> & <https://a.example|b>'));
  expect(answer['response']).toEqual({ text: 'x &lt;!channel&gt; &amp; &lt;<https://a.example|b>&gt;' });
});

test('an app that is not connected, and one that is silent, are told apart', async () => {
  expect(await workspace.control('command', navi('help'))).toEqual({ ok: false, error: 'dispatch_failed' });
  await workspace.app((app) => {
    app.command('/navi', async () => undefined);
  });
  await workspace.control('pace', { ackSeconds: 0.05 });
  expect(await workspace.control('command', navi('help'))).toEqual({ ok: false, error: 'operation_timeout' });
});

test('an acknowledgement with blocks that Slack would refuse is refused', async () => {
  await workspace.app((app) => {
    app.command('/navi', async ({ ack }) => {
      await ack({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '' } }] });
    });
  });
  expect(await workspace.control('command', navi('help'))).toMatchObject({
    ok: false,
    error: 'invalid_command_response',
    errors: ['must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
  });
});

test('the response_url answers five times, privately or in the channel, and ends after half an hour', async () => {
  await workspace.close();
  let clock = 1_790_000_000_000;
  workspace = await startWorkspace({ clock: createWorldClock({ machine: () => clock }) });
  let responseUrl = '';
  await workspace.app((app) => {
    app.command('/navi', async ({ command, ack, respond }) => {
      responseUrl = command.response_url;
      await ack();
      await respond('private');
      await respond({ text: 'for all', response_type: 'in_channel' });
    });
  });
  await workspace.control('command', navi('help'));
  const channel = await until(async () => {
    const { messages } = await workspace.control('messages/releases');
    return Array.isArray(messages) && messages.length === 1 ? messages : undefined;
  });
  expect(channel).toMatchObject([{ text: 'for all', user: 'U0NAVI' }]);
  expect(await workspace.control('ephemeral/ada')).toMatchObject({
    messages: [{ text: 'private', via: 'response_url', responseUrl }],
  });
  const say = (body: Json) => fetch(responseUrl, { method: 'POST', body: JSON.stringify(body) });
  const bad = await say({ blocks: [{ type: 'nonsense' }] });
  expect([bad.status, await bad.json()]).toMatchObject([400, { error: 'invalid_blocks' }]);
  for (const text of ['3', '4', '5']) expect((await say({ text })).status).toBe(200);
  const sixth = await say({ text: '6' });
  expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
  clock += 31 * 60_000;
  expect(await (await say({ text: '7' })).json()).toEqual({ ok: false, error: 'expired_url' });
});

test('a mention in a thread becomes an app_mention event; another message does not', async () => {
  const seen: Json[] = [];
  await workspace.app((app) => {
    app.event('app_mention', async ({ event, body, say }) => {
      seen.push({ ...event, event_id: body.event_id });
      await say({ text: 'seen', thread_ts: event.thread_ts ?? event.ts });
    });
  });
  const parent = await workspace.control('message', { channel: 'releases', user: 'ada', text: 'a thread' });
  const thread_ts = String(parent['ts']);
  const typed = await workspace.control('message', {
    channel: 'releases',
    user: 'ben',
    text: '@navi status',
    thread_ts,
  });
  await until(() => seen.length === 1);
  expect(seen[0]).toMatchObject({
    type: 'app_mention',
    user: 'U0BEN',
    text: '<@U0NAVI> status',
    ts: typed['ts'],
    thread_ts,
    channel: 'C0RELEASES',
    team: 'T0AWELL',
    event_id: expect.stringMatching(/^Ev/),
  });
  const messages = await until(async () => {
    const answer = await workspace.control('messages/C0RELEASES');
    return Array.isArray(answer['messages']) && answer['messages'].length === 3
      ? answer['messages']
      : undefined;
  });
  expect(messages).toMatchObject([{ text: 'a thread', reply_count: 2 }, {}, { text: 'seen', thread_ts }]);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { refusalOf, startWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace();
  await workspace.control('pace', { rateLimits: false });
});
afterEach(() => workspace.close());

const RELEASES = 'C0RELEASES';
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

test('a posted message can be read back with its metadata, redrawn, and deleted', async () => {
  const { chat, conversations } = workspace.client;
  const metadata = { event_type: 'navi_card', event_payload: { key: 'op-1' } };
  const posted = await chat.postMessage({
    channel: RELEASES,
    text: 'Plan',
    blocks: [section('*Plan*')],
    metadata,
  });
  const ts = posted.ts ?? '';
  expect(posted.message).toMatchObject({ bot_id: 'B0NAVI', user: 'U0NAVI', text: 'Plan' });

  const bare = await conversations.history({ channel: RELEASES });
  expect(bare.messages?.[0]).not.toHaveProperty('metadata');
  const full = await conversations.history({ channel: RELEASES, include_all_metadata: true });
  expect(full.messages?.[0]).toMatchObject({ ts, metadata });

  await chat.update({ channel: RELEASES, ts, text: 'Done', blocks: [section('*Done*')] });
  const redrawn = await conversations.history({ channel: RELEASES, include_all_metadata: true });
  expect(redrawn.messages?.[0]).toMatchObject({ text: 'Done', metadata });
  expect(redrawn.messages?.[0]).not.toHaveProperty('edited');

  await chat.update({ channel: RELEASES, ts, text: 'Only text' });
  const plain = await conversations.history({ channel: RELEASES });
  expect(plain.messages?.[0]).not.toHaveProperty('blocks');
  expect(plain.messages?.[0]).toHaveProperty('edited');

  await chat.delete({ channel: RELEASES, ts });
  expect((await conversations.history({ channel: RELEASES })).messages).toEqual([]);
  expect((await refusalOf(chat.update({ channel: RELEASES, ts, text: 'x' })))['error']).toBe(
    'message_not_found',
  );
});

test('a thread is read by replies; the channel shows its parent with the number of replies', async () => {
  const { chat, conversations } = workspace.client;
  const parent = (await chat.postMessage({ channel: RELEASES, text: 'card' })).ts ?? '';
  const reply = (await chat.postMessage({ channel: RELEASES, text: 'one', thread_ts: parent })).ts ?? '';
  await chat.postMessage({ channel: RELEASES, text: 'two', thread_ts: reply });
  await chat.postMessage({ channel: RELEASES, text: 'loud', thread_ts: parent, reply_broadcast: true });

  const history = await conversations.history({ channel: RELEASES });
  expect(history.messages?.map(({ text }) => text)).toEqual(['loud', 'card']);
  expect(history.messages?.[1]).toMatchObject({ reply_count: 3, thread_ts: parent });
  const replies = await conversations.replies({ channel: RELEASES, ts: parent });
  expect(replies.messages?.map(({ text }) => text)).toEqual(['card', 'one', 'two', 'loud']);
  const refusal = await refusalOf(conversations.replies({ channel: RELEASES, ts: '1.000000' }));
  expect(refusal['error']).toBe('thread_not_found');
});

test('history is cut by time, by limit and by cursor', async () => {
  const { chat, conversations } = workspace.client;
  const stamps: string[] = [];
  for (const text of ['1', '2', '3', '4', '5'])
    stamps.push((await chat.postMessage({ channel: RELEASES, text })).ts ?? '');
  const texts = (answer: { messages?: { text?: string }[] }) => answer.messages?.map(({ text }) => text);

  const after = await conversations.history({ channel: RELEASES, oldest: stamps[1] ?? '' });
  expect(texts(after)).toEqual(['5', '4', '3']);
  const from = await conversations.history({
    channel: RELEASES,
    oldest: stamps[1] ?? '',
    latest: stamps[3] ?? '',
    inclusive: true,
  });
  expect(texts(from)).toEqual(['4', '3', '2']);

  const first = await conversations.history({ channel: RELEASES, limit: 2 });
  expect(texts(first)).toEqual(['5', '4']);
  expect(first.has_more).toBe(true);
  const second = await conversations.history({
    channel: RELEASES,
    limit: 2,
    cursor: first.response_metadata?.next_cursor ?? '',
  });
  expect(texts(second)).toEqual(['3', '2']);
});

test.each([
  ['channel_not_found', { channel: 'C0NOWHERE', text: 'x' }],
  ['no_text', { channel: RELEASES, text: '' }],
  ['msg_too_long', { channel: RELEASES, text: 'x'.repeat(40_001) }],
  ['thread_not_found', { channel: RELEASES, text: 'x', thread_ts: '1.000000' }],
])('%s', async (error, args) => {
  expect((await refusalOf(workspace.client.chat.postMessage(args)))['error']).toBe(error);
});

test('an edit is limited to 4,000 characters, and to the bot’s own messages', async () => {
  const { chat } = workspace.client;
  const ts = (await chat.postMessage({ channel: RELEASES, text: 'x' })).ts ?? '';
  const long = refusalOf(chat.update({ channel: RELEASES, ts, text: 'x'.repeat(4001) }));
  expect((await long)['error']).toBe('msg_too_long');
  const typed = await workspace.control('message', { channel: 'releases', user: 'ada', text: 'mine' });
  const theirs = refusalOf(chat.update({ channel: RELEASES, ts: String(typed['ts']), text: 'yours' }));
  expect((await theirs)['error']).toBe('cant_update_message');
});

test('metadata needs a type and a payload; an empty object takes it away', async () => {
  const { client } = workspace;
  const bad = client.apiCall('chat.postMessage', {
    channel: RELEASES,
    text: 'x',
    metadata: { event_type: 'a' },
  });
  expect((await refusalOf(bad))['error']).toBe('invalid_metadata_format');
  const metadata = { event_type: 'a', event_payload: {} };
  const ts = (await client.chat.postMessage({ channel: RELEASES, text: 'x', metadata })).ts;
  const bare = await client.apiCall('chat.update', { channel: RELEASES, ts, text: 'x', metadata: {} });
  expect(bare).not.toHaveProperty('message.metadata');
});

test('an ephemeral reaches members only and is seen by its reader alone', async () => {
  const { chat } = workspace.client;
  await chat.postEphemeral({ channel: RELEASES, user: 'U0DEV', text: 'You may not approve this.' });
  const seen = await workspace.control('ephemeral/dev');
  expect(seen['messages']).toMatchObject([{ text: 'You may not approve this.', via: 'chat.postEphemeral' }]);
  expect(await workspace.control('messages/releases')).toMatchObject({ messages: [] });
  const stranger = refusalOf(chat.postEphemeral({ channel: 'C0ONCALL', user: 'U0GUS', text: 'x' }));
  expect((await stranger)['error']).toBe('user_not_in_channel');
});

test('a bot outside a public channel may post there but not read it', async () => {
  await workspace.control('membership', { channel: 'general', user: 'U0NAVI', member: false });
  const { chat, conversations } = workspace.client;
  expect((await chat.postMessage({ channel: 'C0GENERAL', text: 'hello' })).ok).toBe(true);
  const refusal = await refusalOf(conversations.history({ channel: 'C0GENERAL' }));
  expect(refusal['error']).toBe('not_in_channel');
});

test('a permalink names channel, message and thread', async () => {
  const { chat } = workspace.client;
  const parent = (await chat.postMessage({ channel: RELEASES, text: 'card' })).ts ?? '';
  const reply = (await chat.postMessage({ channel: RELEASES, text: 'log', thread_ts: parent })).ts ?? '';
  const link = await chat.getPermalink({ channel: RELEASES, message_ts: reply });
  expect(link.permalink).toBe(
    `https://awell.slack.com/archives/C0RELEASES/p${reply.replace('.', '')}?thread_ts=${parent}&cid=C0RELEASES`,
  );
});

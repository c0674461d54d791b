import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createValidator, methodsOf, type Recorded, recordAnswers } from '../schemas/recorder.ts';
import { SLACK_BODIES } from '../schemas/typed-bodies.ts';
import { approve, reasonModal } from '../simulator/slack/cards.ts';
import { clientOf, refusalOf, startWorkspace, until, type Workspace } from '../simulator/slack/workspace.ts';

const extract = new URL('../schemas/slack.json', import.meta.url);
const problemsOf = createValidator(JSON.parse(readFileSync(extract, 'utf8')));
/** Only a part of an enveloped event has a type for itself. */
const EVENTS = ['app_mention', 'app_home_opened'];
const PAYLOADS = ['slash_commands', 'block_actions', 'view_submission', 'view_closed', 'event_callback'];
/** Slack publishes no type for these. */
const UNTYPED = ['blocks.validate', 'response_url'];
/** Documented, and not in the type (docs.slack.dev, "thread_broadcast"). */
const KNOWN = [
  'conversations.replies /messages/1 must NOT have additional properties {"additionalProperty":"subtype"}',
];

let workspace: Workspace;
let answers: Recorded[];
/** What the app was sent, oldest first. */
const payloads: { name: string; body: unknown }[] = [];
const closes: (() => unknown)[] = [];

beforeAll(async () => {
  const url = await startApp();
  workspace = await startWorkspace({ requestUrl: { commands: url, interactivity: url, events: url } });
  closes.push(() => workspace.close());
  await workspace.control('pace', { rateLimits: false });
  const recorder = await recordAnswers(workspace.slack.url);
  closes.push(recorder.close);
  await callEverything(`${recorder.url}/api/`);
  answers = await recorder.answers();
}, 60_000);
afterAll(async () => {
  for (const close of closes.reverse()) await close();
});

/** The app: it keeps what Slack sends, and acknowledges. */
async function startApp(): Promise<string> {
  const server = createServer(async (request, response) => {
    keep(await text(request), request.headers['content-type']);
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closes.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
}

function keep(body: string, type: string | undefined): void {
  const form = type?.includes('json') === true ? undefined : Object.fromEntries(new URLSearchParams(body));
  if (form !== undefined && form['payload'] === undefined) {
    payloads.push({ name: 'slash_commands', body: form });
    return;
  }
  const sent: unknown = JSON.parse(form?.['payload'] ?? body);
  const { type: name, event } = z
    .looseObject({ type: z.string(), event: z.looseObject({ type: z.string() }).optional() })
    .parse(sent);
  if (event === undefined) payloads.push({ name, body: sent });
  else
    payloads.push({ name, body: Object.assign({}, sent, { event: {} }) }, { name: event.type, body: event });
}

async function callEverything(apiUrl: string): Promise<void> {
  const client = clientOf(apiUrl);
  const channel = 'C0RELEASES';
  await client.auth.test();
  await clientOf(apiUrl, 'xapp-simulated').apps.connections.open();
  const metadata = { event_type: 'navi', event_payload: { operation: 'op-1' } };
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'card', blocks: [approve], metadata });
  await client.chat.postMessage({ channel, text: 'below', thread_ts: ts, reply_broadcast: true });
  await refusalOf(client.chat.postMessage({ channel, blocks: [{ type: 'nonsense' }] as never, text: '' }));
  await client.chat.update({ channel, ts, text: 'card', blocks: [approve], metadata });
  await client.chat.postEphemeral({ channel, user: 'U0ADA', text: 'only you' });
  await client.chat.getPermalink({ channel, message_ts: ts });
  await client.conversations.history({ channel, include_all_metadata: true });
  await client.conversations.replies({ channel, ts, include_all_metadata: true });
  await client.conversations.info({ channel });
  await client.conversations.members({ channel });
  await client.conversations.open({ users: 'U0ADA' });
  await client.usergroups.list();
  await client.usergroups.users.list({ usergroup: 'S0RELEASE' });
  for (const user of ['U0ADA', 'U0GUS', 'U0EVE', 'U0OLD', 'U0NAVI']) await client.users.info({ user });
  await client.users.lookupByEmail({ email: 'ada@awell.example' }).catch(() => undefined);
  await useWindows(apiUrl);
  await useMessages(ts);
  await client.chat.delete({ channel, ts });
}

/** A person opens, changes, submits and closes windows, and opens the App Home. */
async function useWindows(apiUrl: string): Promise<void> {
  const client = clientOf(apiUrl);
  const view = reasonModal({ notify_on_close: true });
  const { control } = workspace;
  await control('command', { channel: 'releases', user: 'ada', command: '/navi', text: 'status' });
  const opened = await client.views.open({ trigger_id: lastTrigger(), view });
  const viewId = opened.view?.id ?? '';
  await client.views.update({ view_id: viewId, view });
  await control('interact', {
    user: 'ada',
    viewId,
    action: { action_id: 'pick', block_id: 'scope', value: 'cdn' },
  });
  const pushed = await client.views.push({ trigger_id: lastTrigger(), view });
  await control('close', { user: 'ada', viewId: pushed.view?.id });
  await control('submit', { user: 'ada', viewId, values: { why: { reason: 'not today' } } });
  await control('home', { user: 'ada' });
  await client.views.publish({ user_id: 'U0ADA', view: { type: 'home', blocks: [approve] as never } });
}

async function useMessages(messageTs: string): Promise<void> {
  const { control } = workspace;
  const action = { action_id: 'approve', block_id: 'decide' };
  await control('interact', { channel: 'releases', user: 'ada', messageTs, action });
  await control('interact', {
    channel: 'releases',
    user: 'ada',
    messageTs,
    action: { action_id: 'more', value: 'details' },
  });
  await control('message', { channel: 'releases', user: 'ada', text: '@navi status' });
  await until(() => EVENTS.every((name) => payloads.some((sent) => sent.name === name)));
}

function lastTrigger(): string {
  const found = payloads.findLast(({ body }) => z.object({ trigger_id: z.string() }).safeParse(body).success);
  return z.object({ trigger_id: z.string() }).parse(found?.body).trigger_id;
}

describe('the simulated Slack answers and sends as Slack’s own types say', () => {
  test('for every method that it has, and every payload', async () => {
    const methods = (await methodsOf(workspace.slack.url)).filter((name) => !UNTYPED.includes(name));
    expect([...methods, ...PAYLOADS, ...EVENTS].sort()).toEqual(Object.keys(SLACK_BODIES).sort());
    const seen = [...answers.map(({ method }) => method), ...payloads.map(({ name }) => name)];
    expect([...new Set(seen)].sort()).toEqual(Object.keys(SLACK_BODIES).sort());
  });

  test.each(Object.keys(SLACK_BODIES))('%s', (name) => {
    const bodies = [
      ...answers.filter(({ method }) => method === name).map(({ body }) => body),
      ...payloads.filter((sent) => sent.name === name).map(({ body }) => body),
    ];
    const problems = bodies.flatMap((body) => problemsOf(name, body)).filter((one) => !KNOWN.includes(one));
    expect([...new Set(problems)]).toEqual([]);
  });
});

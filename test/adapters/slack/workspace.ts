import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startSlack } from '../../../simulator/slack/index.ts';
import { createSystemClock } from '../../../src/adapters/process/clock.ts';
import { createSlackClient, type SlackClient } from '../../../src/adapters/slack/client.ts';
import { SLACK_PATH } from '../../../src/adapters/slack/inbound/http.ts';
import { createSlackListener, type SlackListener } from '../../../src/adapters/slack/listener.ts';
import { createWeb } from '../../../src/adapters/web/web.ts';
import type { App } from '../../../src/dispatch/app.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { createFakeTelemetry, type FakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { createFakeApp, type FakeApp } from './fake-app.ts';

/** The machine's own time. */
export const realClock: Clock = createSystemClock();

/** The same, with waits that take a tenth of their time. */
export const hurriedClock: Clock = {
  ...realClock,
  wait: (ms, signal) => realClock.wait(ms / 10, signal),
};

const Text = z.looseObject({ text: z.string() });
const Post = z.looseObject({
  ts: z.string(),
  user: z.string(),
  text: z.string(),
  thread_ts: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
});
const Note = z.looseObject({ text: z.string(), via: z.string(), thread_ts: z.string().optional() });
const View = z.looseObject({
  id: z.string(),
  title: Text,
  submit: Text.optional(),
  private_metadata: z.string(),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string() })),
});

/** A simulated workspace with Navi's Slack room in it, and a fake app behind that. */
export interface Workspace {
  url: string;
  apiUrl: string;
  app: FakeApp;
  client: SlackClient;
  listener: SlackListener;
  telemetry: FakeTelemetry;
  control(path: string, body: unknown): Promise<Record<string, unknown>>;
  posts(channel: string): Promise<z.infer<typeof Post>[]>;
  notes(user: string): Promise<z.infer<typeof Note>[]>;
  modals(user: string): Promise<z.infer<typeof View>[]>;
  /** A person's App Home as JSON, once it was published. */
  home(user: string): Promise<string | undefined>;
  calls(method: string): Promise<number>;
  sockets(): Promise<number>;
  /** HTTP mode: where Slack's requests go. */
  requestUrl: string;
  close(): Promise<void>;
}

export interface WorkspaceOptions {
  mode?: 'socket' | 'http';
  start?: boolean;
  /** In place of the fake app. */
  serves?: App;
  clock?: Clock;
}

export async function openWorkspace({
  mode = 'socket',
  start = true,
  clock = realClock,
  serves,
}: WorkspaceOptions = {}): Promise<Workspace> {
  const slack = await startSlack();
  const telemetry = createFakeTelemetry();
  const app = createFakeApp();
  const endpoint = { botToken: 'xoxb-simulated', apiUrl: slack.apiUrl };
  const client = createSlackClient({ endpoint, telemetry, clock });
  const credentials =
    mode === 'socket' ? { appToken: 'xapp-simulated' } : { signingSecret: 'simulated-signing-secret' };
  const endpoints = { ...endpoint, ...credentials };
  const listener = createSlackListener({ app: serves ?? app, client, endpoints, telemetry, clock });
  const get = async (path: string) => (await fetch(`${slack.url}/_control/${path}`)).json();
  const control = async (path: string, body: unknown) => {
    const answer = await fetch(`${slack.url}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return z.record(z.string(), z.unknown()).parse(await answer.json());
  };
  const web = mode === 'http' ? await serve(listener, app, telemetry) : undefined;
  if (web !== undefined) await control('request-urls', web.urls);
  if (start) await listener.start();
  return {
    url: slack.url,
    apiUrl: slack.apiUrl,
    app,
    client,
    listener,
    telemetry,
    requestUrl: web?.urls.commands ?? '',
    control,
    posts: async (channel) =>
      z.object({ messages: z.array(Post) }).parse(await get(`messages/${channel}`)).messages,
    notes: async (user) =>
      z.object({ messages: z.array(Note) }).parse(await get(`ephemeral/${user}`)).messages,
    modals: async (user) => z.object({ modals: z.array(View) }).parse(await get(`views/${user}`)).modals,
    home: async (user) => {
      const { home } = z.object({ home: z.unknown() }).parse(await get(`views/${user}`));
      return home === null ? undefined : JSON.stringify(home);
    },
    calls: async (method) => {
      const Calls = z.object({ calls: z.array(z.object({ method: z.string() })) });
      return Calls.parse(await get('log')).calls.filter((call) => call.method === method).length;
    },
    sockets: async () => z.object({ sockets: z.number() }).parse(await get('state')).sockets,
    close: async () => {
      await listener.stop();
      await web?.stop();
      await slack.close();
    },
  };
}

async function serve(listener: SlackListener, app: FakeApp, telemetry: FakeTelemetry) {
  if (listener.requests === undefined) throw new Error('the listener is not in HTTP mode');
  const web = createWeb({
    app,
    port: 0,
    host: '127.0.0.1',
    ready: async () => ({ store: true, slack: listener.connected(), record: true }),
    metrics: { contentType: 'text/plain', metrics: async () => '' },
    webhookSecret: undefined,
    onRunChanged: async () => undefined,
    telemetry,
    slack: { path: SLACK_PATH, requests: listener.requests },
  });
  const { port } = await web.start();
  const url = `http://127.0.0.1:${port}${SLACK_PATH}`;
  return { urls: { commands: url, interactivity: url, events: url }, stop: web.stop };
}

/** Asks again until there is something, for at most ten seconds. */
export async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error('it did not come about in time');
    await sleep(20);
  }
}

import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { type SimulatedSlack, type SlackOptions, startSlack } from '../../../simulator/slack/index.ts';

export type Json = Record<string, unknown>;

/** A simulated workspace under test, with what tests do to it; everything ends with `close`. */
export interface Workspace {
  slack: SimulatedSlack;
  client: WebClient;
  /** A control call; a body makes it a POST. */
  control(path: string, body?: unknown): Promise<Json>;
  /** Starts a Bolt app of the shape Navi has, in Socket Mode. */
  app(listen: (app: App) => void): Promise<App>;
  close(): Promise<void>;
}

export const QUIET = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** A Web API client that never retries and rejects what is rate-limited. */
export function clientOf(apiUrl: string, token = 'xoxb-simulated'): WebClient {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    logger: QUIET,
  });
}

export async function startWorkspace(options: SlackOptions = {}): Promise<Workspace> {
  const slack = await startSlack(options);
  const apps: App[] = [];
  return {
    slack,
    client: clientOf(slack.apiUrl),
    control: (path, body) => control(slack.url, path, body),
    app: async (listen) => {
      const app = socketApp(slack.apiUrl);
      listen(app);
      await app.start();
      apps.push(app);
      return app;
    },
    close: async () => {
      await Promise.all(apps.map((app) => app.stop()));
      await slack.close();
    },
  };
}

function socketApp(slackApiUrl: string): App {
  const receiver = new SocketModeReceiver({
    appToken: 'xapp-simulated',
    clientPingTimeout: 200,
    logger: QUIET,
    installerOptions: {
      clientOptions: { slackApiUrl, retryConfig: { retries: 100, factor: 1.3, maxTimeout: 1000 } },
    },
  });
  return new App({
    token: 'xoxb-simulated',
    receiver,
    logger: QUIET,
    clientOptions: {
      slackApiUrl,
      retryConfig: { retries: 0 },
      timeout: 10_000,
      rejectRateLimitedCalls: true,
    },
  });
}

async function control(url: string, path: string, body?: unknown): Promise<Json> {
  const answer = await fetch(`${url}/_control/${path}`, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  return JSON.parse(await answer.text());
}

/** What a Web API call was refused with, as Slack's answer has it. */
export async function refusalOf(call: Promise<unknown>): Promise<Json> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error && 'data' in error && typeof error.data === 'object' && error.data !== null)
      return { ...error.data };
    throw error;
  }
  throw new Error('the call was not refused');
}

/** Waits until a condition holds, looking every few milliseconds; fails after the deadline. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 8,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

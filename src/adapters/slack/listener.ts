import type { RequestListener } from 'node:http';
import type { Receiver } from '@slack/bolt';
import type { App } from '../../dispatch/app.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { BoltApp, type HTTPReceiver } from './bolt.ts';
import { clientOptions } from './calls.ts';
import type { SlackClient } from './client.ts';
import { answerAddresses } from './inbound/answer-address.ts';
import { createHttpReceiver, requestsOf } from './inbound/http.ts';
import { registerListeners } from './inbound/register.ts';
import { type Connection, createSocketReceiver, hasBadCredentials, keepConnected } from './inbound/socket.ts';
import { createTurns } from './inbound/turns.ts';
import { createLog } from './log.ts';
import { within } from './within.ts';

export interface SlackListenerOptions {
  app: App;
  client: SlackClient;
  endpoints: {
    botToken: string;
    /** Socket Mode when given. */
    appToken?: string;
    /** HTTP mode when there is no app token. */
    signingSecret?: string;
    apiUrl?: string;
    /** HTTP mode on its own server; without a port, `requests` must be added to another server. */
    port?: number;
  };
  telemetry: Telemetry;
  clock: Clock;
}

/** Slack's incoming side: passes commands, mentions, clicks and submissions to the app, and returns the answers. */
export interface SlackListener extends Connection {
  /** HTTP mode: handles `POST /slack/events`. */
  requests: RequestListener | undefined;
}

/** How long a stop waits for running work. */
const DRAIN_MS = 8_000;

/**
 * Connects nothing yet. Throws when neither an app token nor a signing secret is given: that is an error of the
 * configuration.
 */
export function createSlackListener(options: SlackListenerOptions): SlackListener {
  const { endpoints, telemetry, client, clock } = options;
  if (endpoints.appToken !== undefined) {
    const { appToken, apiUrl } = endpoints;
    const receiver = createSocketReceiver({ appToken, ...(apiUrl !== undefined && { apiUrl }) }, telemetry);
    const connection = keepConnected({ receiver, identify: client.calls.identity, telemetry, clock });
    return listen(options, { receiver, connection, requests: undefined });
  }
  if (endpoints.signingSecret === undefined) throw new Error('Slack needs an app token or a signing secret');
  const receiver = createHttpReceiver(endpoints.signingSecret, clock, telemetry);
  const connection = overHttp(receiver, { port: endpoints.port, identify: client.calls.identity });
  return listen(options, { receiver, connection, requests: requestsOf(receiver) });
}

interface Inward {
  receiver: Receiver;
  connection: Connection;
  requests: RequestListener | undefined;
}

function listen(options: SlackListenerOptions, { receiver, connection, requests }: Inward): SlackListener {
  const { client, app, endpoints, telemetry, clock } = options;
  const bolt = new BoltApp({
    receiver,
    authorize: async () => {
      const { user, bot } = await client.calls.identity();
      return { botToken: endpoints.botToken, botUserId: user, botId: bot };
    },
    clientOptions: clientOptions(endpoints, telemetry),
    logger: createLog(telemetry, 'bolt'),
    convoStore: false,
  });
  bolt.error(async (error) => telemetry.error('a slack listener failed', error));
  const { calls, chat } = client;
  const inProgress = registerListeners(bolt, {
    app,
    calls,
    chat,
    telemetry,
    clock,
    isAnswerAddress: answerAddresses(endpoints.apiUrl),
    turn: createTurns(clock),
    refusing: new Set(),
  });
  return {
    start: async () => {
      await connection.start();
      inProgress.follow();
    },
    stop: async () => {
      await connection.stop();
      await within(clock, DRAIN_MS, inProgress.settled());
    },
    connected: connection.connected,
    requests,
  };
}

function overHttp(
  receiver: HTTPReceiver,
  { port, identify }: { port: number | undefined; identify(): Promise<unknown> },
): Connection {
  let taking = false;
  return {
    start: async () => {
      await identify().catch((error: unknown) => {
        if (hasBadCredentials(error)) throw error;
      });
      if (port !== undefined) await receiver.start(port);
      taking = true;
    },
    stop: async () => {
      if (taking && port !== undefined) await receiver.stop();
      taking = false;
    },
    connected: () => taking,
  };
}

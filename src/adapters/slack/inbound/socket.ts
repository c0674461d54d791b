import type { Clock } from '../../../ports/clock.ts';
import type { ServiceError } from '../../../ports/service-error.ts';
import type { Telemetry } from '../../../ports/telemetry.ts';
import { SocketModeReceiver } from '../bolt.ts';
import { clientOptions } from '../calls.ts';
import { normalise } from '../errors.ts';
import { createLog } from '../log.ts';
import { within } from '../within.ts';

/** Pong within 15 s, a ping from Slack within 60 s (docs/services.md, Slack). */
const CLIENT_PING_TIMEOUT_MS = 15_000;
const SERVER_PING_TIMEOUT_MS = 60_000;
/** From the request for an address to Slack's `hello`. */
const HELLO_TIMEOUT_MS = 20_000;
/** A connection that ended sooner counts as a failure, so that `link_disabled` does not cause a busy loop. */
const SETTLED_MS = 10_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** However long Slack asks to wait: without a connection Slack brings no rollback. */
const LONGEST_WAIT_MS = 5 * 60_000;
/** How long a stop waits for the closing handshake. */
const CLOSE_MS = 1000;

/** Slack's error codes for invalid credentials: waiting does not help. */
const WRONG_CREDENTIALS: readonly string[] = [
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
  'user_removed_from_team',
  'team_disabled',
];

export interface SocketEndpoint {
  appToken: string;
  apiUrl?: string;
}

/**
 * A receiver with our own reconnecting (see `keepConnected`): the library leaves rejections unhandled, and can stay
 * disconnected for ever (docs/services.md, Slack). It has its own client options.
 */
export function createSocketReceiver(endpoint: SocketEndpoint, telemetry: Telemetry): SocketModeReceiver {
  const receiver = new SocketModeReceiver({
    appToken: endpoint.appToken,
    autoReconnectEnabled: false,
    clientPingTimeout: CLIENT_PING_TIMEOUT_MS,
    serverPingTimeout: SERVER_PING_TIMEOUT_MS,
    logger: createLog(telemetry, 'slack socket'),
    installerOptions: { clientOptions: clientOptions(endpoint, telemetry) },
    processEventErrorHandler: async ({ error }) => {
      telemetry.error('a slack delivery failed', error);
      return false;
    },
  });
  catchMessageFaults(receiver, telemetry);
  return receiver;
}

/**
 * An unusual message (`app_rate_limited` has no inner event) makes the library's handler reject without a listener.
 */
function catchMessageFaults({ client }: SocketModeReceiver, telemetry: Telemetry): void {
  for (const listener of client.listeners('ws_message')) {
    client.off('ws_message', listener);
    client.on('ws_message', (...given: unknown[]) => {
      Promise.resolve(listener.apply(client, given)).catch((error: unknown) =>
        telemetry.error('a slack socket message was not understood', error),
      );
    });
  }
}

export interface Connection {
  /**
   * Resolves after the first attempt; rejects when Slack refuses the credentials, because then no attempt can
   * succeed.
   */
  start(): Promise<void>;
  stop(): Promise<void>;
  connected(): boolean;
}

export interface Stored {
  receiver: SocketModeReceiver;
  /** Called before each connection: proves the bot's own token. */
  identify(): Promise<unknown>;
  telemetry: Telemetry;
  clock: Clock;
}

/**
 * Keeps the socket connected until stopped: reconnects immediately after an orderly end, with growing pauses after
 * failures.
 */
export function keepConnected(kept: Stored): Connection {
  const stopping = new AbortController();
  let isConnected = false;
  let keeping: Promise<void> = Promise.resolve();

  async function keep(first: (error?: unknown) => void): Promise<void> {
    let failures = 0;
    let wasConnected = false;
    while (!stopping.signal.aborted) {
      const begun = kept.clock.now().getTime();
      let atLeast = 0;
      try {
        await hold(first);
        wasConnected = true;
      } catch (caught) {
        const error = normalise(caught ?? new Error('closed before hello'), 'connect');
        report(kept.telemetry, error);
        if (hasBadCredentials(error) && !wasConnected) return first(error);
        first();
        atLeast = Math.min(error.facts.retryAfterMs ?? 0, LONGEST_WAIT_MS);
      }
      failures = kept.clock.now().getTime() - begun > SETTLED_MS ? 0 : failures + 1;
      await kept.clock.wait(Math.max(atLeast, pauseAfter(failures)), stopping.signal);
    }
  }

  /** One connection, from the request for an address to its end. */
  async function hold(first: () => void): Promise<void> {
    await kept.identify();
    await connect(kept);
    const ended = nextEnd(kept.receiver);
    if (stopping.signal.aborted) void kept.receiver.client.disconnect();
    isConnected = true;
    kept.telemetry.info('slack is connected');
    first();
    await ended;
    isConnected = false;
    kept.telemetry.info('slack connection ended');
  }

  return {
    start: () =>
      new Promise((resolve, reject) => {
        keeping = keep((error) => (error === undefined ? resolve() : reject(error)));
      }),
    stop: async () => {
      stopping.abort();
      const closed = kept.receiver.stop().then(() => keeping);
      await within(kept.clock, CLOSE_MS, closed);
      isConnected = false;
    },
    connected: () => isConnected,
  };
}

function nextEnd({ client }: SocketModeReceiver): Promise<void> {
  return new Promise((resolve) => client.once('disconnected', () => resolve()));
}

/** Bounded, because the library's own start waits for `hello` without a limit. */
async function connect({ receiver, clock }: Stored): Promise<void> {
  const waiting = new AbortController();
  const late = clock.wait(HELLO_TIMEOUT_MS, waiting.signal).then(() => 'late' as const);
  const started = receiver.start().then(() => 'connected' as const);
  try {
    if ((await Promise.race([started, late])) === 'connected') return;
    started.catch(() => undefined);
    void receiver.client.disconnect();
    throw new Error('no hello from Slack in time');
  } finally {
    waiting.abort();
  }
}

function pauseAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
}

/** Whether Slack refuses the credentials themselves. */
export function hasBadCredentials(error: unknown): boolean {
  return WRONG_CREDENTIALS.includes(normalise(error, 'connect').facts.code ?? '');
}

function report(telemetry: Telemetry, error: ServiceError): void {
  const { kind, problem } = error.facts;
  if (hasBadCredentials(error)) telemetry.error('slack refuses the credentials', error, { problem });
  else telemetry.warn('slack cannot be reached; trying again', { kind, problem });
}

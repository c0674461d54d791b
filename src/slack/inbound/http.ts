import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { HTTPReceiver } from '../bolt.ts';
import { createLog } from '../log.ts';

/** Where Slack's requests arrive: commands, interactivity and events alike. */
export const SLACK_PATH = '/slack/events';
/** How far Slack's clock may be ahead of ours. Bolt checks only how old a request is (facts/slack.md §4). */
const AHEAD_SECONDS = 300;
const BODY_LIMIT_BYTES = 1_000_000;

/** HTTP mode: Bolt verifies signature and age; a timestamp from the future is refused before that. */
export function createHttpReceiver(signingSecret: string, clock: Clock, telemetry: Telemetry): HTTPReceiver {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [SLACK_PATH],
    bodyLimit: BODY_LIMIT_BYTES,
    logger: createLog(telemetry, 'slack requests'),
    unhandledRequestTimeoutMillis: 2900,
    processEventErrorHandler: async ({ error, response }) => {
      telemetry.error('a slack delivery failed', error);
      if (!response.headersSent) response.writeHead(500).end();
      return false;
    },
    dispatchErrorHandler: ({ response }) => {
      response.writeHead(404).end();
    },
  });
  const verified = receiver.requestListener;
  receiver.requestListener = (request, response) => {
    if (isFromTheFuture(request, clock)) refuseRequest(request, response, telemetry);
    else verified(request, response);
  };
  return receiver;
}

/** The receiver's requests for a server of somebody else's, with its own answer to what it does not know. */
export function requestsOf(receiver: HTTPReceiver): RequestListener {
  return (request, response) => {
    try {
      receiver.requestListener(request, response);
    } catch {
      response.writeHead(404).end();
    }
  };
}

function isFromTheFuture(request: IncomingMessage, clock: Clock): boolean {
  const stamp = Number(request.headers['x-slack-request-timestamp']);
  return stamp > clock.now().getTime() / 1000 + AHEAD_SECONDS;
}

function refuseRequest(request: IncomingMessage, response: ServerResponse, telemetry: Telemetry): void {
  telemetry.warn('a slack request is dated in the future', {
    stamp: String(request.headers['x-slack-request-timestamp']).slice(0, 20),
  });
  response.writeHead(401).end();
  request.resume();
}

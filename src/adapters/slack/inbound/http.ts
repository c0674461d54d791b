import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import { z } from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import type { Telemetry } from '../../../ports/telemetry.ts';
import { HTTPReceiver } from '../bolt.ts';
import { createLog } from '../log.ts';

/** The path of Slack's requests: commands, interactivity and events. */
export const SLACK_PATH = '/slack/events';
/** How far Slack's clock may be ahead of ours. Bolt checks only how old a request is (docs/services.md, Slack). */
const AHEAD_SECONDS = 300;
const BODY_LIMIT_BYTES = 1_000_000;
const FORM = 'application/x-www-form-urlencoded';

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
  const taken = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    if (body === undefined) return refuseRequest(response, 413);
    if (!isDelivery(body, request.headers['content-type'])) return refuseRequest(response, 400);
    // Bolt reads an already parsed body from this field.
    verified(Object.assign(request, { rawBody: body }), response);
  };
  receiver.requestListener = (request, response) => {
    if (request.method !== 'POST') return refuseRequest(response, 404);
    if (isFromTheFuture(request, clock)) return refuseStamp(request, response, telemetry);
    taken(request, response).catch((error: unknown) => {
      telemetry.warn('a slack request was not understood', { problem: String(error).slice(0, 200) });
      refuseRequest(response, 400);
    });
  };
  return receiver;
}

/** The whole body, or undefined when it is over the limit. Throws when it ends too soon. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    const bytes: Buffer = part;
    size += bytes.byteLength;
    if (size > BODY_LIMIT_BYTES) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

const Thing = z.looseObject({});
/** The fields of a delivery that Bolt reads, without a check, before it calls our listeners. */
const Delivery = z
  .looseObject({
    type: z.string().optional(),
    command: z.string().optional(),
    callback_id: z.string().optional(),
    event: z
      .looseObject({
        type: z.string().optional(),
        channel: z.union([z.string(), Thing]).optional(),
        item: Thing.optional(),
      })
      .optional(),
    actions: z.array(Thing).min(1).optional(),
    channel: z.union([z.string(), Thing]).optional(),
    view: Thing.optional(),
    user: z.union([z.string(), Thing]).optional(),
  })
  .refine(({ type, channel }) => type !== 'message_action' || channel !== undefined);

/** Whether Bolt can read it: JSON may also be `null`, and a field may have any type. */
function isDelivery(rawBody: Buffer, contentType: string | undefined): boolean {
  try {
    const text = rawBody.toString('utf8');
    const isForm = contentType === FORM;
    const payload = isForm ? parseForm(text)['payload'] : undefined;
    if (isForm && typeof payload !== 'string') return true;
    const body: unknown = JSON.parse(typeof payload === 'string' ? payload : text);
    return Delivery.safeParse(body).success;
  } catch {
    return false;
  }
}

/** The receiver's request handler for an existing server, with its own answer to unknown requests. */
export function requestsOf(receiver: HTTPReceiver): RequestListener {
  return (request, response) => {
    try {
      receiver.requestListener(request, response);
    } catch {
      refuseRequest(response, 404);
    }
  };
}

function isFromTheFuture(request: IncomingMessage, clock: Clock): boolean {
  const stamp = Number(request.headers['x-slack-request-timestamp']);
  return stamp > clock.now().getTime() / 1000 + AHEAD_SECONDS;
}

function refuseStamp(request: IncomingMessage, response: ServerResponse, telemetry: Telemetry): void {
  telemetry.warn('a slack request is dated in the future', {
    stamp: String(request.headers['x-slack-request-timestamp']).slice(0, 20),
  });
  refuseRequest(response, 401);
  request.resume();
}

function refuseRequest(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status, { connection: 'close' });
  response.end();
}

import type { App } from '../../../dispatch/app.ts';
import type { Message } from '../../../domain/message.ts';
import type { Chat } from '../../../ports/chat.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Telemetry } from '../../../ports/telemetry.ts';
import type { SlackCalls } from '../calls.ts';
import { normalise } from '../errors.ts';
import type { Rendered } from '../render/blocks.ts';
import { renderMessage } from '../render/render-message.ts';
import type { Turn } from './turns.ts';

/** What every handler of Slack's deliveries is given. */
export interface Inbound {
  app: App;
  calls: SlackCalls;
  chat: Chat;
  telemetry: Telemetry;
  clock: Clock;
  /** Whether this is a Slack address for answers: an address in a delivery is not trusted. */
  isAnswerAddress(url: string): boolean;
  /** Awaited before each piece of work that many people may request at once. */
  turn: Turn;
  /** Accounts whose refused click waits for its answer: more refused clicks until then get no answer of their own. */
  refusing: Set<string>;
}

/** Acknowledges a delivery, with or without a text. Bolt's own function is behind it. */
export type Ack = (answer?: object) => Promise<unknown>;

/** The person to answer, and how to reach them. */
export interface Addressee {
  account: string;
  channel: string;
  thread?: string | undefined;
  responseUrl?: string | undefined;
}

const RESPONSE_TIMEOUT_MS = 10_000;
/** Slack answers with a word or a short sentence. */
const RESPONSE_BYTES = 64 * 1024;

/**
 * Acknowledges, and continues when that fails: the socket may have just closed. Slack then shows the person an error,
 * while the request is still processed and answered (docs/services.md, Slack).
 */
export async function acknowledge(inbound: Inbound, ack: Ack, answer?: object): Promise<void> {
  try {
    await ack(answer);
  } catch (error) {
    inbound.telemetry.warn('slack acknowledgement failed', {
      problem: normalise(error, 'ack').facts.problem,
    });
  }
}

/**
 * Sends one person the answer, at most once: to the delivery's own address while that accepts answers (five, within
 * half an hour: docs/services.md, Slack), else as an ephemeral. Never throws, because there is no caller left to
 * inform.
 */
export async function answerPrivately(inbound: Inbound, to: Addressee, message: Message): Promise<void> {
  const rendered = renderMessage(message, { now: inbound.clock.now() });
  try {
    const { responseUrl: url } = to;
    if (url !== undefined && inbound.isAnswerAddress(url) && (await respond(url, rendered, to.thread)))
      return;
    await inbound.calls.whisper({ channel: to.channel, thread: to.thread, account: to.account, rendered });
  } catch (error) {
    const { kind, problem } = normalise(error, 'answer').facts;
    inbound.telemetry.warn('an answer did not reach its person', { account: to.account, kind, problem });
  }
}

/** False when Slack says that this address accepts no answer; throws when that is unknown. */
async function respond(url: string, rendered: Rendered, thread: string | undefined): Promise<boolean> {
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...rendered,
      response_type: 'ephemeral',
      replace_original: false,
      ...(thread !== undefined && { thread_ts: thread }),
    }),
    signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
  });
  await readOut(answer);
  if (answer.status >= 500) throw new Error(`HTTP ${answer.status} from the response address`);
  return answer.ok;
}

/** Reads to the end, so that the connection can be used again; an unread one is closed. */
async function readOut({ body }: Response): Promise<void> {
  let size = 0;
  for await (const bytes of body ?? []) {
    size += bytes.byteLength;
    if (size > RESPONSE_BYTES) return;
  }
}

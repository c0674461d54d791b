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

/** What every handler of Slack's deliveries works with. */
export interface Inbound {
  app: App;
  calls: SlackCalls;
  chat: Chat;
  telemetry: Telemetry;
  clock: Clock;
  /** Whether this is an address of Slack's to answer at: what a delivery says is not believed. */
  isAnswerAddress(url: string): boolean;
  /** Waited for before each piece of work that many may ask for at once. */
  turn: Turn;
}

/** Acknowledges a delivery, with or without a word. Bolt's own function behind it. */
export type Ack = (answer?: object) => Promise<unknown>;

/** Whom to answer, and the ways that lead there. */
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
 * Acknowledges, and goes on when that fails: the socket may have closed a moment ago, and then Slack tells the person
 * that there was no answer, while what they asked for is still done and answered (docs/services.md, Slack).
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
 * Tells one person the answer, at most once: by the delivery's own address while that takes answers
 * (five, within half an hour: docs/services.md, Slack), else as an ephemeral. Never throws: there is nobody left to tell.
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

/** False when Slack says that this address takes no answer; throws when nobody knows whether it did. */
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

/** To the end, so that the connection can be used again; one that is left unread is closed. */
async function readOut({ body }: Response): Promise<void> {
  let size = 0;
  for await (const bytes of body ?? []) {
    size += bytes.byteLength;
    if (size > RESPONSE_BYTES) return;
  }
}

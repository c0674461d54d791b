import type { z } from 'zod';
import type { Message } from '../../../domain/message.ts';
import type { Caller, Place } from '../../../domain/person.ts';
import type { Chat } from '../../../ports/chat.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import { answerPrivately, type Inbound } from './inbound.ts';
import { type MentionPayload, typedWords } from './payloads.ts';

type Mention = z.infer<typeof MentionPayload>;

/**
 * `@navi status`, also in threads, where slash commands cannot be typed (docs/services.md, Slack). Reports go into
 * the thread; a refusal, and a form that needs a confirmation, goes to the person alone.
 */
export async function handleMention(
  inbound: Inbound,
  { event: mention, team_id: team, event_id: delivery }: Mention,
): Promise<void> {
  const words = wordsAfterMention(mention.text, (await inbound.calls.identity()).user);
  if (words === undefined || mention.bot_id !== undefined) return;
  const thread = mention.thread_ts ?? mention.ts;
  const place: Place = {
    is: 'slack',
    channel: mention.channel,
    ...(mention.thread_ts !== undefined && { thread: mention.thread_ts }),
  };
  const caller = inbound.app.callerFromChat({ user: mention.user, team: mention.team ?? team });
  if (await isOutsider(caller)) return;
  const asked = inbound.app.ask({ words, who: () => caller, place, delivery });
  const to = { account: mention.user, channel: mention.channel, thread: mention.thread_ts };
  if (asked.meanwhile !== null)
    await answerPrivately(inbound, to, { is: 'line', text: asked.meanwhile, level: 'info' });
  const answer = await asked.answer;
  if (!isForAll(answer)) return answerPrivately(inbound, to, answer);
  const key = `mention:${mention.channel}:${mention.ts}`;
  const post = { channel: mention.channel, thread, key, message: answer };
  if (!(await postPatiently(inbound, post))) await answerPrivately(inbound, to, answer);
}

/**
 * A person of another organisation gets no answer at all. While Slack cannot identify the person, Slack is asked
 * again.
 */
async function isOutsider(caller: Promise<Caller>): Promise<boolean> {
  const found = await caller.catch(() => undefined);
  return found?.is === 'stranger' && (found.why === 'external' || found.why === 'foreign-team');
}

/** How often a post is sent again when Slack asks to wait, and the limit of each wait. */
const ATTEMPTS = 4;
const LONGEST_PAUSE_MS = 5_000;

/**
 * An operation's log may have used up the channel's one message a second (docs/services.md, Slack). Such a refusal is
 * certain, so the post may be sent again; false when Slack still refuses.
 */
async function postPatiently({ chat, clock }: Inbound, post: Parameters<Chat['post']>[0]): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await chat.post(post);
      return true;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.facts.kind !== 'rate-limited') throw error;
      if (attempt === ATTEMPTS) return false;
      await clock.wait(Math.min(error.facts.retryAfterMs ?? 1_000, LONGEST_PAUSE_MS));
    }
  }
}

/** Other mentions are conversation: only words behind a mention at the start are a command. */
function wordsAfterMention(text: string, self: string): string | undefined {
  const found = /^\s*<@([A-Z0-9]+)(?:\|[^>]*)?>/.exec(text);
  if (found === null || found[1] !== self) return undefined;
  return typedWords(text.slice(found[0].length));
}

function isForAll(message: Message): boolean {
  switch (message.is) {
    case 'refusal':
    case 'fault':
    case 'rollback-form':
    case 'rollback-choice':
    case 'confirmation':
      return false;
    case 'help':
      return message.stranger === null;
    default:
      return true;
  }
}

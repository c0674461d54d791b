import type { z } from 'zod';
import type { Message } from '../../domain/message.ts';
import type { Place } from '../../domain/person.ts';
import { answerPrivately, type Inbound } from './inbound.ts';
import { type MentionPayload, typedWords } from './payloads.ts';

type Mention = z.infer<typeof MentionPayload>['event'];

/** `@navi status`, also in threads, where slash commands cannot be typed (facts/slack.md §4). Reports go into the thread, a no or what is still to be confirmed only to who asked. */
export async function handleMention(inbound: Inbound, mention: Mention, team: string): Promise<void> {
  const words = wordsAfterMention(mention.text, (await inbound.calls.identity()).user);
  if (words === undefined || mention.bot_id !== undefined) return;
  const thread = mention.thread_ts ?? mention.ts;
  const place: Place = {
    is: 'slack',
    channel: mention.channel,
    ...(mention.thread_ts !== undefined && { thread: mention.thread_ts }),
  };
  const asked = inbound.desk.ask({
    words,
    who: () => inbound.desk.callerFromChat({ user: mention.user, team: mention.team ?? team }),
    place,
  });
  const to = { account: mention.user, channel: mention.channel, thread: mention.thread_ts };
  if (asked.meanwhile !== null)
    await answerPrivately(inbound, to, { is: 'line', text: asked.meanwhile, level: 'info' });
  const answer = await asked.answer;
  if (!isForAll(answer)) return answerPrivately(inbound, to, answer);
  const key = `mention:${mention.channel}:${mention.ts}`;
  await inbound.chat.post({ channel: mention.channel, thread, key, message: answer });
}

/** A conversation about Navi is not one with it: only words behind a mention at the start are a command. */
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
      return false;
    case 'help':
      return message.stranger === null;
    default:
      return true;
  }
}

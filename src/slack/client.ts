import type { Message } from '../domain/message.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChatDirectory } from '../ports/people.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { createSlackCalls, type SlackCalls, type SlackEndpoint } from './calls.ts';
import { createChat } from './chat.ts';
import { createDirectory } from './directory.ts';

/** Slack outward: the chat and directory ports, and the calls that the listener needs to answer clicks. */
export interface SlackClient {
  chat: Chat;
  directory: ChatDirectory;
  calls: SlackCalls;
}

/** Makes no call by itself: nothing is sent before somebody asks for it. */
export function createSlackClient(of: {
  endpoint: SlackEndpoint;
  telemetry: Telemetry;
  clock: Clock;
}): SlackClient {
  const calls = createSlackCalls(of.endpoint, of.telemetry);
  const chat = withoutSecrets(createChat(calls, of.clock), of.endpoint.mask);
  return { chat, directory: createDirectory(calls, of.clock), calls };
}

/** Secrets are starred out before a message is drawn, while they still stand there whole and unescaped. */
function withoutSecrets(chat: Chat, mask: SlackEndpoint['mask']): Chat {
  if (mask === undefined) return chat;
  const masked = (message: Message): Message => JSON.parse(mask(JSON.stringify(message)));
  return {
    ...chat,
    post: (post) => chat.post({ ...post, message: masked(post.message) }),
    update: (update) => chat.update({ ...update, message: masked(update.message) }),
    whisper: (whisper) => chat.whisper({ ...whisper, message: masked(whisper.message) }),
  };
}

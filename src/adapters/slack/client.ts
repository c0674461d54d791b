import type { Chat } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ChatDirectory } from '../../ports/people.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { createSlackCalls, type SlackCalls, type SlackEndpoint } from './calls.ts';
import { createChat } from './chat.ts';
import { createDirectory } from './directory.ts';

/** Slack's outgoing side: the chat and directory ports, and the calls that the listener needs to answer clicks. */
export interface SlackClient {
  chat: Chat;
  directory: ChatDirectory;
  calls: SlackCalls;
}

/** Makes no call by itself. */
export function createSlackClient(of: {
  endpoint: SlackEndpoint;
  telemetry: Telemetry;
  clock: Clock;
}): SlackClient {
  const calls = createSlackCalls(of.endpoint, of.telemetry);
  return { chat: createChat(calls, of.clock), directory: createDirectory(calls, of.clock), calls };
}

import type { Message } from '../../src/domain/message.ts';
import { openWorkspace, realClock } from '../adapters/slack/workspace.ts';
import { createFakeChat } from '../harness/fakes/chat.ts';
import { type ChatUnderTest, chatContract } from './chat.contract.ts';

const says = (message: Message) =>
  message.is === 'line' || message.is === 'notice' ? message.text : message.is;

async function fake(): Promise<ChatUnderTest> {
  const chat = createFakeChat(realClock, ['C0RELEASES', 'C0ONCALL', 'C0GENERAL', 'C0KINGS']);
  chat.teams.set('C0KINGS', ['T0AWELL', 'T0KINGS']);
  return {
    chat,
    standing: async (channel) =>
      chat.posts
        .filter((post) => post.channel === channel)
        .map(({ ts, thread, message }) => ({ ts, thread, says: says(message) })),
    loseNextAnswer: async () => chat.acceptThenFail('post'),
    close: async () => undefined,
  };
}

async function simulated(): Promise<ChatUnderTest> {
  const workspace = await openWorkspace({ start: false });
  return {
    chat: workspace.client.chat,
    standing: async (channel) =>
      (await workspace.posts(channel)).map((post) => ({
        ts: post.ts,
        thread: post.thread_ts === post.ts ? undefined : post.thread_ts,
        says: post.text,
      })),
    loseNextAnswer: async () => {
      await workspace.control('faults', { method: 'chat.postMessage', kind: 'accept-then-reset' });
    },
    close: workspace.close,
  };
}

chatContract('the fake', fake);
chatContract('Slack, simulated', simulated);

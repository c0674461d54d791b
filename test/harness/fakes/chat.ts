import type { Message } from '../../../src/domain/message.ts';
import { SLACK_SCOPES } from '../../../src/domain/slack-scopes.ts';
import type { Chat, PostAddress } from '../../../src/ports/chat.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { type Knobs, withKnobs } from './knobs.ts';

/** One post as the channel shows it now; `versions` holds every message it has shown, oldest first. */
interface FakePost extends PostAddress {
  key: string;
  thread: string | undefined;
  broadcast: boolean;
  message: Message;
  versions: Message[];
  postedAt: string;
  head: { rows: number; mac: string } | undefined;
}

export interface FakeChat extends Chat, Knobs<keyof Chat> {
  posts: FakePost[];
  /** Channels that Navi is a member of. */
  channels: Set<string>;
  /** The workspaces in a shared channel. */
  teams: Map<string, readonly string[]>;
  /** Every post with this key: more than one is a double. */
  byKey(key: string): FakePost[];
}

/** A chat whose posts can be read back. The clock dates the posts. */
export function createFakeChat(clock: Clock, channels = ['C0RELEASES', 'C0ONCALL', 'C0GENERAL']): FakeChat {
  const posts: FakePost[] = [];
  let posted = 0;
  const members = new Set(channels);
  const teams = new Map<string, readonly string[]>();
  const byKey = (key: string) => posts.filter((post) => post.key === key);
  const port: Omit<FakeChat, keyof Knobs<keyof Chat>> = {
    posts,
    channels: members,
    teams,
    byKey,
    post: async ({ channel: to, thread, key, message, broadcast, head }) => {
      const channel = conversationOf(to);
      if (channel === to && !members.has(channel)) throw refused('post', 'not_in_channel');
      posted += 1;
      const ts = `${Math.floor(clock.now().getTime() / 1000)}.${String(posted).padStart(6, '0')}`;
      posts.push({
        channel,
        ts,
        key,
        thread,
        broadcast: broadcast ?? false,
        message,
        versions: [message],
        postedAt: clock.now().toISOString(),
        head,
      });
      return { channel, ts };
    },
    update: async ({ channel: to, ts, message, stamp }) => {
      const channel = conversationOf(to);
      const post = posts.find((each) => each.channel === channel && each.ts === ts);
      if (post === undefined) throw refused('update', 'message_not_found');
      post.message = message;
      post.versions.push(message);
      if (stamp !== undefined) post.head = stamp.head;
      return {};
    },
    heads: async (channel) => {
      if (!members.has(channel)) throw refused('heads', 'not_in_channel');
      return posts
        .filter((post) => post.channel === channel && post.head !== undefined && post.head.rows > 0)
        .map(({ head, postedAt }) => ({ rows: 0, mac: '', ...head, at: postedAt }));
    },
    remove: async ({ channel, ts }) => {
      const at = posts.findIndex((each) => each.channel === channel && each.ts === ts);
      if (at >= 0) posts.splice(at, 1);
      return {};
    },
    find: async ({ channel, thread, key, since, besides }) => {
      const post = byKey(key).find(
        (each) =>
          each.channel === conversationOf(channel) &&
          each.thread === thread &&
          each.postedAt >= since &&
          each.ts !== besides,
      );
      return post === undefined ? undefined : { channel: post.channel, ts: post.ts };
    },
    permalink: async ({ channel, ts }) =>
      `https://awell.slack.example/archives/${channel}/p${ts.replace('.', '')}`,
    isMember: async (channel) => members.has(channel),
    teamsIn: async (channel) => (members.has(channel) ? (teams.get(channel) ?? []) : []),
    sayPlainly: ({ channel, key, text }) =>
      port.post({ channel, key, message: { is: 'notice', text, level: 'info', asks: [] } }),
    access: async () => ({ team: 'Awell', user: 'navi', scopes: Object.keys(SLACK_SCOPES) }),
  };
  return withKnobs(
    'slack',
    port,
    ['post', 'update', 'remove', 'find', 'permalink', 'heads', 'isMember', 'teamsIn', 'sayPlainly', 'access'],
    ['post', 'update', 'remove', 'sayPlainly'],
  );
}

/** A direct message is in a conversation of its own. */
function conversationOf(channel: string): string {
  return channel.startsWith('U') ? channel.replace('U', 'D') : channel;
}

function refused(call: string, code: string): ServiceError {
  const requestId = 'slack-request-refused';
  return new ServiceError({ service: 'slack', call, kind: 'refused', problem: code, code, requestId });
}

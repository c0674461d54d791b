import { describe, expect, it, onTestFinished } from 'vitest';
import type { Message } from '../../src/domain/message.ts';
import type { Chat, PostAddress } from '../../src/ports/chat.ts';

/** A chat with Navi in C0RELEASES and not in C0ELSEWHERE, and how to see what stands in it. */
export interface ChatUnderTest {
  chat: Chat;
  /** Texts that stand in the channel now, oldest first, each with the post that it answers. */
  standing(channel: string): Promise<{ ts: string; thread: string | undefined; says: string }[]>;
  /** The next post takes effect and its answer is lost. */
  loseNextAnswer(): Promise<void>;
  close(): Promise<void>;
}

const channel = 'C0RELEASES';
const addressOf = ({ channel, ts }: PostAddress): PostAddress => ({ channel, ts });
const line = (text: string): Message => ({ is: 'line', text, level: 'info' });

/** What every `Chat` keeps to, the real one and the one that tests use. */
export function chatContract(name: string, open: () => Promise<ChatUnderTest>): void {
  async function opened(): Promise<ChatUnderTest> {
    const under = await open();
    onTestFinished(() => under.close());
    return under;
  }

  describe(`a chat: ${name}`, () => {
    it('posts, and tells where', async () => {
      const { chat, standing } = await opened();

      const post = await chat.post({ channel, key: 'k1', message: line('Hello.') });

      expect(post.channel).toBe(channel);
      expect(post.requestIds).toHaveLength(1);
      expect(await standing(channel)).toEqual([{ ts: post.ts, thread: undefined, says: 'Hello.' }]);
    });

    it('posts a notice that belongs to no card, with those it mentions', async () => {
      const { chat, standing } = await opened();
      const message: Message = {
        is: 'notice',
        text: 'v1.2.0 is quarantined: <!channel> it breaks.',
        level: 'warn',
        asks: ['U0ADA'],
      };

      const post = await chat.post({ channel, key: 'k1', message });

      const [stands] = await standing(channel);
      expect(stands).toMatchObject({ ts: post.ts, thread: undefined });
      expect(stands?.says).toContain('v1.2.0 is quarantined');
    });

    it('answers in a thread', async () => {
      const { chat, standing } = await opened();
      const card = await chat.post({ channel, key: 'k1', message: line('The card.') });

      const reply = await chat.post({ channel, thread: card.ts, key: 'k2', message: line('A step.') });

      expect((await standing(channel)).find((post) => post.ts === reply.ts)?.thread).toBe(card.ts);
    });

    it('edits a post in place', async () => {
      const { chat, standing } = await opened();
      const post = await chat.post({ channel, key: 'k1', message: line('Before.') });

      const edited = await chat.update({ ...post, message: line('After.') });
      expect(edited.requestIds).toHaveLength(1);

      expect((await standing(channel)).map((one) => one.says)).toEqual(['After.']);
    });

    it('finds the other of two posts with one key', async () => {
      const { chat } = await opened();
      const since = new Date(Date.now() - 1000).toISOString();
      const first = await chat.post({ channel, key: 'k1', message: line('Once.') });
      const second = await chat.post({ channel, key: 'k1', message: line('Twice.') });

      expect(await chat.find({ channel, key: 'k1', since, besides: first.ts })).toEqual(addressOf(second));
      expect(await chat.find({ channel, key: 'k1', since, besides: second.ts })).toEqual(addressOf(first));
    });

    it('deletes a post, and takes one that is not there for deleted', async () => {
      const { chat, standing } = await opened();
      const kept = await chat.post({ channel, key: 'k1', message: line('Stays.') });
      const post = await chat.post({ channel, key: 'k1', message: line('Goes.') });

      await chat.remove(post);
      await chat.remove(post);

      expect(await standing(channel)).toEqual([{ ts: kept.ts, thread: undefined, says: 'Stays.' }]);
    });

    it('refuses to edit what is not there', async () => {
      const { chat } = await opened();
      const lost = { channel, ts: '1700000000.000001', message: line('?') };

      await expect(chat.update(lost)).rejects.toMatchObject({
        name: 'ServiceError',
        facts: {
          service: 'slack',
          kind: 'refused',
          code: 'message_not_found',
          requestId: expect.any(String),
        },
      });
    });

    it('finds its posts again by their key, in the channel and in a thread', async () => {
      const { chat } = await opened();
      const since = new Date(Date.now() - 1000).toISOString();
      const card = await chat.post({ channel, key: 'k1', message: line('The card.') });
      const reply = await chat.post({ channel, thread: card.ts, key: 'k2', message: line('A step.') });
      await chat.update({ ...card, message: line('The card, redrawn.') });

      expect(await chat.find({ channel, key: 'k1', since })).toEqual(addressOf(card));
      expect(await chat.find({ channel, thread: card.ts, key: 'k2', since })).toEqual(addressOf(reply));
      expect(await chat.find({ channel, key: 'k3', since })).toBeUndefined();
      expect(await chat.find({ channel, thread: card.ts, key: 'k3', since })).toBeUndefined();
    });

    it('gives the heads of its own posts, of edited ones the newest, and of the threads under them', async () => {
      const { chat } = await opened();
      const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64));
      expect(await chat.heads(channel)).toEqual([]);
      const card = await chat.post({
        channel,
        key: 'k1',
        message: line('Card.'),
        head: { rows: 3, mac: a ?? '' },
      });
      await chat.update({
        ...card,
        message: line('Card!'),
        stamp: { key: 'k1', head: { rows: 4, mac: b ?? '' } },
      });
      await chat.update({ ...card, message: line('Card?') });
      await chat.post({
        channel,
        thread: card.ts,
        key: 'k2',
        message: line('x'),
        head: { rows: 9, mac: c ?? '' },
      });
      await chat.post({ channel, key: 'k3', message: line('y'), head: { rows: 7, mac: d ?? '' } });
      await chat.post({ channel, key: 'k4', message: line('none') });

      const heads = await chat.heads(channel);
      expect(heads.map(({ rows, mac }) => `${rows} ${mac?.[0]}`).toSorted()).toEqual(['4 b', '7 d', '9 c']);
      expect(Math.abs(Date.parse(heads[0]?.at ?? '') - Date.now())).toBeLessThan(60_000);
      const since = new Date(Date.now() - 1000).toISOString();
      expect(await chat.find({ channel, key: 'k1', since })).toEqual(addressOf(card));
    });

    it('says "unknown" when the answer to a post was lost, and then finds it', async () => {
      const { chat, loseNextAnswer, standing } = await opened();
      const since = new Date(Date.now() - 1000).toISOString();
      await loseNextAnswer();

      await expect(chat.post({ channel, key: 'k1', message: line('Once.') })).rejects.toMatchObject({
        name: 'ServiceError',
        facts: { service: 'slack', kind: 'unknown' },
      });

      const posts = await standing(channel);
      expect(posts).toHaveLength(1);
      expect(await chat.find({ channel, key: 'k1', since })).toEqual({ channel, ts: posts[0]?.ts });
    });

    it('posts to one person, and finds that again after its answer was lost', async () => {
      const { chat, standing, loseNextAnswer } = await opened();
      const since = new Date(Date.now() - 1000).toISOString();
      await loseNextAnswer();
      const lost = chat.post({ channel: 'U0ADA', key: 'k1', message: line('Only you.') });
      await expect(lost).rejects.toMatchObject({ facts: { kind: 'unknown' } });

      const found = await chat.find({ channel: 'U0ADA', key: 'k1', since });

      expect(found?.channel).toMatch(/^D/);
      expect((await standing(found?.channel ?? '')).map((one) => one.says)).toEqual(['Only you.']);
      expect(await chat.find({ channel: 'U0BEN', key: 'k1', since })).toBeUndefined();
      expect(await standing(channel)).toEqual([]);
      if (found !== undefined) await chat.remove(found);
      expect(await chat.find({ channel: 'U0ADA', key: 'k1', since })).toBeUndefined();
    });

    it('knows which workspaces are in a shared channel, and posts there as plain text', async () => {
      const { chat, standing } = await opened();

      expect(await chat.teamsIn('C0KINGS')).toContain('T0KINGS');
      expect(await chat.teamsIn('C0GENERAL')).toEqual([]);
      expect(await chat.teamsIn('C0ELSEWHERE')).toEqual([]);
      const { ts } = await chat.sayPlainly({ channel: 'C0KINGS', key: 'k1', text: 'Hello <!here> & *all*' });
      expect((await standing('C0KINGS')).map((post) => [post.ts, post.says])).toEqual([
        [ts, expect.stringMatching(/^Hello (<|&lt;)!here(>|&gt;) (&|&amp;) \*all\*$/)],
      ]);
    });

    it('knows where it is a member', async () => {
      const { chat } = await opened();

      expect(await chat.isMember(channel)).toBe(true);
      expect(await chat.isMember('C0ELSEWHERE')).toBe(false);
    });
  });
}

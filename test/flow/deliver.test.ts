import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliver } from '../../src/flow/jobs/deliver.ts';
import { NeighbourError } from '../../src/ports/neighbour-error.ts';
import { openDesk, RELEASES, type TestDesk } from './desk.ts';
import { minutes } from './late.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const posts = () => desk.world.chat.posts;
const cards = () => posts().filter((post) => post.message.is === 'card');

async function ask(): Promise<string> {
  const answer = await desk.use.planRelease({
    version: 'v1.2.0',
    dryRun: false,
    caller: desk.caller('ada'),
    place: RELEASES,
  });
  if (answer.is !== 'accepted') throw new Error('refused');
  return answer.operation;
}

describe('a card', () => {
  it('is one post, edited in place to the end, with the announcement after it and the log in its thread', async () => {
    desk.letWorkflowRun();
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work();

    expect(cards()).toHaveLength(1);
    expect(cards()[0]?.message).toMatchObject({
      card: {
        operation: { state: { is: 'done' } },
        buttons: [{ decision: 'roll-back' }, { decision: 'details' }],
      },
    });
    const channel = posts().filter((post) => post.thread === undefined);
    expect(channel.map((post) => post.message.is)).toEqual(['card', 'announcement']);
    expect(posts().filter((post) => post.thread !== undefined && post.message.is !== 'line')).toEqual([]);
  });

  it('is edited at most every 10 s while a release runs, and always ends as the state is', async () => {
    desk.letWorkflowRun();
    // Asked about ever more rarely, this is about two minutes.
    desk.world.cdn.setPolls(20);
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work();
    const finished = Date.parse((await desk.operation(asked.id)).finishedAt ?? '');
    const seconds = (finished - Date.parse(asked.requestedAt)) / 1000;

    const edits = desk.world.chat.callsOf('update').length;

    expect(edits).toBeGreaterThanOrEqual(3);
    expect(edits).toBeLessThanOrEqual(Math.ceil(seconds / 10) + 2);
    expect(cards()[0]?.message).toMatchObject({ card: { operation: { state: { is: 'done' } } } });
  });

  it('says soon that a release runs, however soon after its request that is', async () => {
    const id = await ask();
    await desk.work(2_000);
    await desk.approve(await desk.operation(id));
    await desk.work(3_000);

    expect(desk.world.chat.callsOf('update')).toHaveLength(1);
    expect(cards()[0]?.message).toMatchObject({ card: { operation: { state: { is: 'running' } } } });
  });

  it('is posted once when the answer to the post was lost', async () => {
    desk.world.chat.acceptThenFail('post');
    await ask();
    await desk.work();

    expect(cards()).toHaveLength(1);
    expect(desk.world.chat.callsOf('post')).toHaveLength(1);
  });

  it('is posted after Slack has been away, and the release waits for nothing but the click', async () => {
    desk.world.chat.failNext('post', 'unknown', 3);
    await ask();
    await desk.work();

    expect(cards()).toHaveLength(1);
  });

  it.each(['answered', 'unanswered'])(
    'stands once when a post arrives, %s, after another process has taken it over and posted',
    async (how) => {
      const { chat } = desk.world;
      const late = chat.pauseNext('post');
      const id = await ask();
      const stopped = deliver(desk.ground, { kind: 'operation', id });
      await late.reached;
      await desk.work();
      const [standing] = cards();

      if (how === 'unanswered') chat.acceptThenFail('post');
      late.resume();
      await stopped;
      await desk.work();

      expect(chat.callsOf('post')).toHaveLength(2);
      expect(cards().map(({ ts }) => ts)).toEqual([standing?.ts]);
      // Whoever clicks on it is believed.
      expect(await desk.approve(await desk.operation(id))).toMatchObject({ is: 'accepted' });
    },
  );

  it('stands once when a post arrives minutes after it was sent again, and whoever sent it is dead', async () => {
    const { chat } = desk.world;
    chat.failNext('post', 'unknown');
    const id = await ask();
    await desk.work(30_000);
    const [standing] = cards();
    if (standing === undefined) throw new Error('no card');
    expect(chat.callsOf('post')).toHaveLength(2);

    await chat.post({ channel: standing.channel, key: standing.key, message: standing.message });
    expect(cards()).toHaveLength(2);
    await minutes(desk, 2);
    expect(cards().map(({ ts }) => ts)).toEqual([standing.ts]);

    await chat.post({ channel: standing.channel, key: standing.key, message: standing.message });
    chat.failNext('find', 'unknown');
    await minutes(desk, 20);
    expect(cards().map(({ ts }) => ts)).toEqual([standing.ts]);
    expect(await desk.approve(await desk.operation(id))).toMatchObject({ is: 'accepted' });
  });

  it.each(['answered', 'unanswered'])(
    'ends as the state is when an old edit arrives, %s, after another process has said more',
    async (how) => {
      const { chat } = desk.world;
      desk.letWorkflowRun();
      const asked = await desk.request();
      await desk.approve(asked);
      const late = chat.pauseNext('update');
      const stopped = deliver(desk.ground, { kind: 'operation', id: asked.id });
      await late.reached;
      await desk.work();

      if (how === 'unanswered') chat.acceptThenFail('update');
      late.resume();
      await stopped;
      expect(cards()[0]?.message).toMatchObject({ card: { operation: { state: { is: 'running' } } } });
      await desk.work();

      expect(cards()[0]?.message).toMatchObject({ card: { operation: { state: { is: 'done' } } } });
    },
  );

  it('is posted again when somebody deleted it, and the click is believed from the new one only', async () => {
    const asked = await desk.request();
    const old = await desk.click(asked, 'ben');
    const gone = {
      neighbour: 'slack',
      call: 'update',
      kind: 'refused',
      problem: 'x',
      code: 'message_not_found',
    } as const;
    desk.world.chat.failNext('update', new NeighbourError(gone));
    desk.letWorkflowRun();
    await desk.approve(asked);
    await desk.work();

    expect(cards()).toHaveLength(2);
    expect(await desk.use.retract(old)).toMatchObject({ refusal: { reasons: [{ code: 'card-not-ours' }] } });
  });
});

describe('Slack away', () => {
  it('stops nothing: the release is done, and everything is said when it is back', async () => {
    desk.letWorkflowRun();
    const asked = await desk.request();
    let away = true;
    const { chat } = desk.world;
    for (const call of ['post', 'update', 'find'] as const)
      chat.before(call, () => {
        if (away) throw new NeighbourError({ neighbour: 'slack', call, kind: 'unknown', problem: 'away' });
      });
    await desk.approve(asked);
    await desk.work(60_000);
    expect((await desk.operation(asked.id)).state.is).toBe('done');
    expect(posts().filter((post) => post.message.is === 'announcement')).toEqual([]);

    away = false;
    await desk.work();

    expect(posts().filter((post) => post.message.is === 'announcement')).toHaveLength(1);
    expect(cards()[0]?.message).toMatchObject({ card: { operation: { state: { is: 'done' } } } });
  });

  it('says a rate limit’s own time', async () => {
    desk.world.chat.failNext('post', 'rate-limited');
    await ask();
    await desk.work();

    expect(cards()).toHaveLength(1);
    expect(desk.world.chat.callsOf('post')).toHaveLength(2);
  });
});

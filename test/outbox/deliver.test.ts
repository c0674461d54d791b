import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliver } from '../../src/outbox/jobs/deliver.ts';
import { ServiceError } from '../../src/ports/service-error.ts';
import { openApp, RELEASES, type TestApp } from '../harness/app/app.ts';
import { minutes } from '../harness/app/late.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const posts = () => app.world.chat.posts;
const cards = () => posts().filter((post) => post.message.is === 'card');

async function ask(): Promise<string> {
  const answer = await app.use.planRelease({
    version: 'v1.2.0',
    dryRun: false,
    caller: app.caller('ada'),
    place: RELEASES,
  });
  if (answer.is !== 'accepted') throw new Error('refused');
  return answer.operation;
}

describe('a card', () => {
  it('is one post, edited in place to the end, with the announcement after it and the log in its thread', async () => {
    app.letWorkflowRun();
    const asked = await app.request();
    await app.approve(asked);
    await app.work();

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
    app.letWorkflowRun();
    // Asked about ever more rarely, this is about two minutes.
    app.world.cdn.setPolls(20);
    const asked = await app.request();
    await app.approve(asked);
    await app.work();
    const finished = Date.parse((await app.operation(asked.id)).finishedAt ?? '');
    const seconds = (finished - Date.parse(asked.requestedAt)) / 1000;

    const edits = app.world.chat.callsOf('update').length;

    expect(edits).toBeGreaterThanOrEqual(3);
    expect(edits).toBeLessThanOrEqual(Math.ceil(seconds / 10) + 2);
    expect(cards()[0]?.message).toMatchObject({ card: { operation: { state: { is: 'done' } } } });
  });

  it('says soon that a release runs, however soon after its request that is', async () => {
    const id = await ask();
    await app.work(2_000);
    await app.approve(await app.operation(id));
    await app.work(3_000);

    expect(app.world.chat.callsOf('update')).toHaveLength(1);
    expect(cards()[0]?.message).toMatchObject({ card: { operation: { state: { is: 'running' } } } });
  });

  it('is posted once when the answer to the post was lost', async () => {
    app.world.chat.acceptThenFail('post');
    await ask();
    await app.work();

    expect(cards()).toHaveLength(1);
    expect(app.world.chat.callsOf('post')).toHaveLength(1);
  });

  it('is posted after Slack has been away, and the release waits for nothing but the click', async () => {
    app.world.chat.breakCall('post', 'unknown', 3);
    await ask();
    await app.work();

    expect(cards()).toHaveLength(1);
  });

  it.each(['answered', 'unanswered'])(
    'stands once when a post arrives, %s, after another process has taken it over and posted',
    async (how) => {
      const { chat } = app.world;
      const late = chat.pauseNext('post');
      const id = await ask();
      const stopped = deliver(app.context, { kind: 'operation', id });
      await late.reached;
      await app.work();
      const [standing] = cards();

      if (how === 'unanswered') chat.acceptThenFail('post');
      late.resume();
      await stopped;
      await app.work();

      expect(chat.callsOf('post')).toHaveLength(2);
      expect(cards().map(({ ts }) => ts)).toEqual([standing?.ts]);
      // A click on it is accepted.
      expect(await app.approve(await app.operation(id))).toMatchObject({ is: 'accepted' });
    },
  );

  it('exists once when a post arrives minutes after its repeat, and its sender has died', async () => {
    const { chat } = app.world;
    chat.breakCall('post', 'unknown');
    const id = await ask();
    await app.work(30_000);
    const [standing] = cards();
    if (standing === undefined) throw new Error('no card');
    expect(chat.callsOf('post')).toHaveLength(2);

    await chat.post({ channel: standing.channel, key: standing.key, message: standing.message });
    expect(cards()).toHaveLength(2);
    await minutes(app, 2);
    expect(cards().map(({ ts }) => ts)).toEqual([standing.ts]);

    await chat.post({ channel: standing.channel, key: standing.key, message: standing.message });
    chat.breakCall('find', 'unknown');
    await minutes(app, 20);
    expect(cards().map(({ ts }) => ts)).toEqual([standing.ts]);
    expect(await app.approve(await app.operation(id))).toMatchObject({ is: 'accepted' });
  });

  it.each(['answered', 'unanswered'])(
    'ends as the state is when an old edit arrives, %s, after another process has said more',
    async (how) => {
      const { chat } = app.world;
      app.letWorkflowRun();
      const asked = await app.request();
      await app.approve(asked);
      const late = chat.pauseNext('update');
      const stopped = deliver(app.context, { kind: 'operation', id: asked.id });
      await late.reached;
      await app.work();

      if (how === 'unanswered') chat.acceptThenFail('update');
      late.resume();
      await stopped;
      expect(cards()[0]?.message).toMatchObject({ card: { operation: { state: { is: 'running' } } } });
      await app.work();

      expect(cards()[0]?.message).toMatchObject({ card: { operation: { state: { is: 'done' } } } });
    },
  );

  it('is posted again after a deletion, and only a click on the new one counts', async () => {
    const asked = await app.request();
    const old = await app.click(asked, 'ben');
    const gone = {
      service: 'slack',
      call: 'update',
      kind: 'refused',
      problem: 'x',
      code: 'message_not_found',
    } as const;
    app.world.chat.breakCall('update', new ServiceError(gone));
    app.letWorkflowRun();
    await app.approve(asked);
    await app.work();

    expect(cards()).toHaveLength(2);
    expect(await app.use.retract(old)).toMatchObject({ refusal: { reasons: [{ code: 'card-not-ours' }] } });
  });
});

describe('Slack away', () => {
  it('stops nothing: the release is done, and everything is said when it is back', async () => {
    app.letWorkflowRun();
    const asked = await app.request();
    let away = true;
    const { chat } = app.world;
    for (const call of ['post', 'update', 'find'] as const)
      chat.before(call, () => {
        if (away) throw new ServiceError({ service: 'slack', call, kind: 'unknown', problem: 'away' });
      });
    await app.approve(asked);
    await app.work(60_000);
    expect((await app.operation(asked.id)).state.is).toBe('done');
    expect(posts().filter((post) => post.message.is === 'announcement')).toEqual([]);

    away = false;
    await app.work();

    expect(posts().filter((post) => post.message.is === 'announcement')).toHaveLength(1);
    expect(cards()[0]?.message).toMatchObject({ card: { operation: { state: { is: 'done' } } } });
  });

  it('says a rate limit’s own time', async () => {
    app.world.chat.breakCall('post', 'rate-limited');
    await ask();
    await app.work();

    expect(cards()).toHaveLength(1);
    expect(app.world.chat.callsOf('post')).toHaveLength(2);
  });
});

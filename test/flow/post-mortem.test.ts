import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { release, rollBack } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { codes } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

describe('after a rollback', () => {
  it('opens one post-mortem with the timeline, however often it is asked for', async () => {
    await release(desk);
    const asked = await rollBack(desk);
    await desk.work(900_000);
    const click = await desk.click(asked, 'cleo');

    await desk.use.postMortem(click);
    await desk.use.postMortem(click);

    expect(desk.world.scm.issues).toHaveLength(1);
    expect(desk.world.scm.issues[0]?.body).toContain('verify-edge');
    expect(await desk.use.customerNote(click)).toMatchObject({
      text: expect.stringContaining('v1.1.0 again'),
    });
  });

  it('opens one post-mortem when two people ask in the same instant, and tells the second where it will be', async () => {
    await release(desk);
    const asked = await rollBack(desk);
    await desk.work(900_000);
    const paused = desk.world.scm.pauseNext('createIssue');

    const first = desk.use.postMortem(await desk.click(asked, 'cleo'));
    await paused.reached;
    const second = await desk.use.postMortem(await desk.click(asked, 'ada'));
    paused.resume();

    expect(second).toMatchObject({ text: expect.stringContaining('Cleo Martins just opened') });
    expect(await first).toMatchObject({ text: expect.stringContaining('/issues/1') });
    expect(desk.world.scm.issues).toHaveLength(1);
    await desk.work(60_000);
    const card = desk.world.chat.posts.find((post) => post.key === `card:${asked.id}`);
    expect(JSON.stringify(card?.message)).toContain('https://github.example/awell-health/navi/issues/1');
  });

  it('looks for a post-mortem of unknown fate before it opens another, and not before the first could have come', async () => {
    await release(desk);
    const asked = await rollBack(desk);
    await desk.work(900_000);
    const click = await desk.click(asked, 'cleo');
    desk.world.scm.acceptThenFail('createIssue');

    expect(codes(await desk.use.postMortem(click))).toEqual(['neighbour-unreadable']);
    expect(await desk.use.postMortem(click)).toMatchObject({ text: expect.stringContaining('just opened') });
    await desk.world.clock.advance(60_000);

    expect(await desk.use.postMortem(click)).toMatchObject({ text: expect.stringContaining('/issues/1') });
    expect(desk.world.scm.issues).toHaveLength(1);
  });

  it('opens a post-mortem at the next click when GitHub said no to the first', async () => {
    await release(desk);
    const asked = await rollBack(desk);
    await desk.work(900_000);
    const click = await desk.click(asked, 'cleo');
    desk.world.scm.failNext('createIssue', 'refused');

    expect(codes(await desk.use.postMortem(click))).toEqual(['neighbour-unreadable']);
    await desk.use.postMortem(click);

    expect(desk.world.scm.issues).toHaveLength(1);
    const events = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    expect(events.map(({ row }) => row.event).filter((event) => event.startsWith('post-mortem'))).toEqual([
      'post-mortem-begun',
      'post-mortem-begun',
      'post-mortem-opened',
    ]);
  });
});

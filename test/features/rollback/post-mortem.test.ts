import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { release, rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { codes } from '../../harness/app/seen.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('after a rollback', () => {
  it('opens one post-mortem with the timeline, however often it is asked for', async () => {
    await release(app);
    const asked = await rollBack(app);
    await app.work(900_000);
    const click = await app.click(asked, 'cleo');

    await app.use.postMortem(click);
    await app.use.postMortem(click);

    expect(app.world.scm.issues).toHaveLength(1);
    expect(app.world.scm.issues[0]?.body).toContain('verify-edge');
    expect(await app.use.customerNote(click)).toMatchObject({
      text: expect.stringContaining('v1.1.0 again'),
    });
  });

  it('opens one post-mortem when two people ask in the same instant, and tells the second where it will be', async () => {
    await release(app);
    const asked = await rollBack(app);
    await app.work(900_000);
    const paused = app.world.scm.pauseNext('createIssue');

    const first = app.use.postMortem(await app.click(asked, 'cleo'));
    await paused.reached;
    const second = await app.use.postMortem(await app.click(asked, 'ada'));
    paused.resume();

    expect(second).toMatchObject({ text: expect.stringContaining('Cleo Martins just opened') });
    expect(await first).toMatchObject({ text: expect.stringContaining('/issues/1') });
    expect(app.world.scm.issues).toHaveLength(1);
    await app.work(60_000);
    const card = app.world.chat.posts.find((post) => post.key === `card:${asked.id}`);
    expect(JSON.stringify(card?.message)).toContain('https://github.example/awell-health/navi/issues/1');
  });

  it('looks for a post-mortem of unknown fate before it opens another, and not before the first could have come', async () => {
    await release(app);
    const asked = await rollBack(app);
    await app.work(900_000);
    const click = await app.click(asked, 'cleo');
    app.world.scm.acceptThenFail('createIssue');

    expect(codes(await app.use.postMortem(click))).toEqual(['neighbour-unreadable']);
    expect(await app.use.postMortem(click)).toMatchObject({ text: expect.stringContaining('just opened') });
    await app.world.clock.advance(60_000);

    expect(await app.use.postMortem(click)).toMatchObject({ text: expect.stringContaining('/issues/1') });
    expect(app.world.scm.issues).toHaveLength(1);
  });

  it('opens a post-mortem at the next click when GitHub said no to the first', async () => {
    await release(app);
    const asked = await rollBack(app);
    await app.work(900_000);
    const click = await app.click(asked, 'cleo');
    app.world.scm.breakCall('createIssue', 'refused');

    expect(codes(await app.use.postMortem(click))).toEqual(['neighbour-unreadable']);
    await app.use.postMortem(click);

    expect(app.world.scm.issues).toHaveLength(1);
    const events = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    expect(events.map(({ row }) => row.event).filter((event) => event.startsWith('post-mortem'))).toEqual([
      'post-mortem-begun',
      'post-mortem-begun',
      'post-mortem-opened',
    ]);
  });
});

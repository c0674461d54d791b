import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resume } from '../../src/flow/resume.ts';
import { loaderText } from '../fakes/story.ts';
import { choose, planRelease, pushVersion, release, rollBack, rollbackRequest } from './actions.ts';
import { openApp, RELEASES, type TestApp } from './app.ts';
import { codes, latest, POINTER, pointerText } from './seen.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('after a rollback', () => {
  it('the line is locked for releases until somebody clears it with a reason', async () => {
    await release(app);
    await rollBack(app);
    await app.work(900_000);
    pushVersion(app, '1.2.1');

    expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['line-locked']);
    await app.use.unlock({ line: 'v1', reason: 'fixed', caller: app.caller('cleo'), place: RELEASES });

    expect(await planRelease(app, { version: 'v1.2.1' })).toMatchObject({ is: 'accepted' });
  });

  it('a late write of the superseded release is taken back', async () => {
    await release(app);
    const asked = await rollBack(app);
    await app.work(30_000);
    expect((await app.operation(asked.id)).steps['watch-surfaces']).toMatchObject({ is: 'pending' });

    await app.world.registry.moveDistTag({ name: '@awell-health/navi-js', tag: 'latest', version: '1.2.0' });
    app.world.objects.put({
      path: POINTER,
      text: loaderText('1.2.0'),
      metadata: { naviOperation: 'rel_late', naviVersion: '1.2.0' },
    });
    const purges = app.world.cdn.purges.length;
    await app.work(900_000);

    expect((await app.operation(asked.id)).state.is).toBe('done');
    expect(latest(app, 'navi-js')).toBe('1.1.0');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(app.world.objects.live.get(POINTER)?.metadata).toEqual({
      naviOperation: asked.id,
      naviVersion: '1.1.0',
    });
    // Whoever was served the late bytes meanwhile has a cache before them that would keep them.
    expect(app.world.cdn.purges.slice(purges)).toMatchObject([{ path: `/${POINTER}` }]);
  });

  describe('the purge of what was rolled back', () => {
    const lateWrite = async () => {
      await release(app);
      const asked = await rollBack(app);
      await app.work(30_000);
      app.world.objects.put({ path: POINTER, text: loaderText('1.2.0') });
      return { asked, before: app.world.cdn.purges.length };
    };
    const purgesSince = (before: number) => app.world.cdn.purges.slice(before).map(({ status }) => status.is);

    it('is asked for again when it was not answered', async () => {
      const { asked, before } = await lateWrite();
      app.world.cdn.failNext('purge', 'unknown', 2);
      await app.work(900_000);

      expect((await app.operation(asked.id)).state.is).toBe('done');
      expect(purgesSince(before)).toEqual(['done']);
    });

    it('comes after a crash that came before it', async () => {
      const { asked, before } = await lateWrite();
      const { cdn } = app.context;
      app.context.cdn = {
        ...cdn,
        purge: async () => {
          app.context.cdn = cdn;
          throw new Error('the process ends here');
        },
      };
      await expect(app.work(900_000)).rejects.toThrow('the process ends here');
      await resume(app.context);
      await app.work(900_000);

      expect((await app.operation(asked.id)).state.is).toBe('done');
      expect(purgesSince(before)).toEqual(['done']);
    });

    it('that fails stops the watch, and a retry is another purge', async () => {
      const { asked, before } = await lateWrite();
      app.world.cdn.failNextOperation('internal error');
      await app.work(900_000);
      expect((await app.operation(asked.id)).state).toMatchObject({
        is: 'stopped',
        step: 'watch-surfaces',
      });

      await choose(app, 'retry', asked);
      await app.work(900_000);

      expect((await app.operation(asked.id)).state.is).toBe('done');
      expect(purgesSince(before)).toEqual(['failed', 'done']);
    });
  });

  it('late writes are taken back however many there are', async () => {
    await release(app);
    const asked = await rollBack(app);
    await app.work(30_000);
    for (let round = 0; round < 7; round += 1) {
      await app.world.registry.moveDistTag({
        name: '@awell-health/navi-js',
        tag: 'latest',
        version: '1.2.0',
      });
      await app.work(30_000);
      expect(latest(app, 'navi-js')).toBe('1.1.0');
    }
    await app.work(900_000);

    expect((await app.operation(asked.id)).state.is).toBe('done');
  });

  it('anybody else’s write raises an alarm', async () => {
    await release(app);
    const asked = await rollBack(app);
    await app.work(30_000);

    app.world.objects.put({ path: 'v1/navi-loader.js', text: 'who are you' });
    await app.work(900_000);

    expect((await app.operation(asked.id)).state).toMatchObject({ is: 'stopped', step: 'watch-surfaces' });
  });

  it('reminds of the review it owes', async () => {
    await release(app);
    await rollBack(app);
    await app.work(900_000);

    await app.world.clock.advance(2 * 86_400_000);
    await app.work(60_000);

    expect(app.world.chat.posts.filter((post) => post.key.startsWith('review:'))).toHaveLength(1);
  });
});

describe('what was rolled back', () => {
  it('is faulty from then on: neither a target nor released again', async () => {
    await release(app);
    await rollBack(app);
    await app.work(900_000);
    await app.use.unlock({ line: 'v1', reason: 'fixed', caller: app.caller('cleo'), place: RELEASES });

    expect(codes(await app.use.rollBack(rollbackRequest(app, { target: 'v1.2.0', reason: 'x' })))).toEqual([
      'target-quarantined',
    ]);
    const again = await planRelease(app);
    expect(codes(again)).toEqual(['already-released']);
  });
});

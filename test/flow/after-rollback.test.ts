import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resume } from '../../src/flow/resume.ts';
import { loaderText } from '../fakes/story.ts';
import { choose, planRelease, pushVersion, release, rollBack, rollbackRequest } from './deeds.ts';
import { openDesk, RELEASES, type TestDesk } from './desk.ts';
import { codes, latest, POINTER, pointerText } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

describe('after a rollback', () => {
  it('the line is locked for releases until somebody clears it with a reason', async () => {
    await release(desk);
    await rollBack(desk);
    await desk.work(900_000);
    pushVersion(desk, '1.2.1');

    expect(codes(await planRelease(desk, { version: 'v1.2.1' }))).toEqual(['line-locked']);
    await desk.use.unlock({ line: 'v1', reason: 'fixed', caller: desk.caller('cleo'), place: RELEASES });

    expect(await planRelease(desk, { version: 'v1.2.1' })).toMatchObject({ is: 'accepted' });
  });

  it('a late write of the superseded release is taken back', async () => {
    await release(desk);
    const asked = await rollBack(desk);
    await desk.work(30_000);
    expect((await desk.operation(asked.id)).steps['watch-surfaces']).toMatchObject({ is: 'pending' });

    await desk.world.registry.moveDistTag({ name: '@awell-health/navi-js', tag: 'latest', version: '1.2.0' });
    desk.world.objects.put({
      path: POINTER,
      text: loaderText('1.2.0'),
      metadata: { naviOperation: 'rel_late', naviVersion: '1.2.0' },
    });
    const purges = desk.world.cdn.purges.length;
    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state.is).toBe('done');
    expect(latest(desk, 'navi-js')).toBe('1.1.0');
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect(desk.world.objects.live.get(POINTER)?.metadata).toEqual({
      naviOperation: asked.id,
      naviVersion: '1.1.0',
    });
    // Whoever was served the late bytes meanwhile has a cache before them that would keep them.
    expect(desk.world.cdn.purges.slice(purges)).toMatchObject([{ path: `/${POINTER}` }]);
  });

  describe('the purge of what was rolled back', () => {
    const lateWrite = async () => {
      await release(desk);
      const asked = await rollBack(desk);
      await desk.work(30_000);
      desk.world.objects.put({ path: POINTER, text: loaderText('1.2.0') });
      return { asked, before: desk.world.cdn.purges.length };
    };
    const purgesSince = (before: number) =>
      desk.world.cdn.purges.slice(before).map(({ status }) => status.is);

    it('is asked for again when it was not answered', async () => {
      const { asked, before } = await lateWrite();
      desk.world.cdn.failNext('purge', 'unknown', 2);
      await desk.work(900_000);

      expect((await desk.operation(asked.id)).state.is).toBe('done');
      expect(purgesSince(before)).toEqual(['done']);
    });

    it('comes after a crash that came before it', async () => {
      const { asked, before } = await lateWrite();
      const { cdn } = desk.ground;
      desk.ground.cdn = {
        ...cdn,
        purge: async () => {
          desk.ground.cdn = cdn;
          throw new Error('the process ends here');
        },
      };
      await expect(desk.work(900_000)).rejects.toThrow('the process ends here');
      await resume(desk.ground);
      await desk.work(900_000);

      expect((await desk.operation(asked.id)).state.is).toBe('done');
      expect(purgesSince(before)).toEqual(['done']);
    });

    it('that fails stops the watch, and a retry is another purge', async () => {
      const { asked, before } = await lateWrite();
      desk.world.cdn.failNextOperation('internal error');
      await desk.work(900_000);
      expect((await desk.operation(asked.id)).state).toMatchObject({
        is: 'stopped',
        step: 'watch-surfaces',
      });

      await choose(desk, 'retry', asked);
      await desk.work(900_000);

      expect((await desk.operation(asked.id)).state.is).toBe('done');
      expect(purgesSince(before)).toEqual(['failed', 'done']);
    });
  });

  it('late writes are taken back however many there are', async () => {
    await release(desk);
    const asked = await rollBack(desk);
    await desk.work(30_000);
    for (let round = 0; round < 7; round += 1) {
      await desk.world.registry.moveDistTag({
        name: '@awell-health/navi-js',
        tag: 'latest',
        version: '1.2.0',
      });
      await desk.work(30_000);
      expect(latest(desk, 'navi-js')).toBe('1.1.0');
    }
    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state.is).toBe('done');
  });

  it('anybody else’s write raises an alarm', async () => {
    await release(desk);
    const asked = await rollBack(desk);
    await desk.work(30_000);

    desk.world.objects.put({ path: 'v1/navi-loader.js', text: 'who are you' });
    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state).toMatchObject({ is: 'stopped', step: 'watch-surfaces' });
  });

  it('reminds of the review it owes', async () => {
    await release(desk);
    await rollBack(desk);
    await desk.work(900_000);

    await desk.world.clock.advance(2 * 86_400_000);
    await desk.work(60_000);

    expect(desk.world.chat.posts.filter((post) => post.key.startsWith('review:'))).toHaveLength(1);
  });
});

describe('what was rolled back', () => {
  it('is faulty from then on: neither a target nor released again', async () => {
    await release(desk);
    await rollBack(desk);
    await desk.work(900_000);
    await desk.use.unlock({ line: 'v1', reason: 'fixed', caller: desk.caller('cleo'), place: RELEASES });

    expect(codes(await desk.use.rollBack(rollbackRequest(desk, { target: 'v1.2.0', reason: 'x' })))).toEqual([
      'target-quarantined',
    ]);
    const again = await planRelease(desk);
    expect(codes(again)).toEqual(['already-released']);
  });
});

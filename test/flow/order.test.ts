import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NeighbourError } from '../../src/ports/neighbour-error.ts';
import { loaderText } from '../fakes/story.ts';
import { choose, release, rollBack } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { latest, POINTER, pointerText } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const deprecations = () => desk.world.registry.callsOf('deprecate').length;

describe('what comes first', () => {
  it('a rollback whose pointer may not be written leaves npm as it is, until it is written', async () => {
    await release(desk);
    const why = new NeighbourError({
      neighbour: 'gcs',
      call: 'copy',
      kind: 'refused',
      status: 403,
      problem: `Object '${POINTER}' is kept until tomorrow`,
    });
    desk.world.objects.failNext('copy', why);

    const asked = await rollBack(desk);
    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state).toMatchObject({ is: 'stopped', step: 'swap-pointer' });
    expect([latest(desk, 'navi-core'), deprecations()]).toEqual(['1.2.0', 0]);
    expect(pointerText(desk)).toBe(loaderText('1.2.0'));

    await choose(desk, 'retry', asked);
    await desk.work(900_000);
    expect((await desk.operation(asked.id)).state.is).toBe('done');
    expect([latest(desk, 'navi-core'), pointerText(desk)]).toEqual(['1.1.0', loaderText('1.1.0')]);
  });

  it('latest of a release stays while one probe serves the old script', async () => {
    const { edge } = desk.world;
    edge.before('look', () => edge.serve('probe-b', POINTER, loaderText('1.1.0')));
    const held = await release(desk);
    expect(held.state).toMatchObject({ is: 'stopped', step: 'verify-edge' });
    expect(pointerText(desk)).toBe(loaderText('1.2.0'));
    expect(latest(desk, 'navi-core')).toBe('1.1.0');
  });

  it('a quota that is used up is waited for, and nobody is called', async () => {
    await release(desk);
    const quota = new NeighbourError({
      neighbour: 'cloud-cdn',
      call: 'purge',
      kind: 'rate-limited',
      status: 403,
      problem: 'Quota exceeded',
      retryAfterMs: 15_000,
    });
    desk.world.cdn.failNext('purge', quota, 2);
    const asked = await rollBack(desk);
    await desk.work(900_000);
    const done = await desk.operation(asked.id);
    expect(done.state.is).toBe('done');
    const purged = done.steps['purge'];
    expect(purged?.is === 'done' && Date.parse(purged.since) - Date.parse(purged.begunAt)).toBeGreaterThan(
      29_000,
    );
    expect(desk.world.chat.posts.some(({ message }) => message.is === 'needs-attention')).toBe(false);
  });

  it('a purge that takes a minute is asked about less and less often', async () => {
    await release(desk);
    const before = desk.world.cdn.callsOf('purgeStatus').length;
    desk.world.cdn.setPolls(12);
    const asked = await rollBack(desk);
    await desk.work(900_000);
    const { purge } = (await desk.operation(asked.id)).steps;
    expect(desk.world.cdn.callsOf('purgeStatus').length - before).toBeLessThan(20);
    const took = purge?.is === 'done' ? Date.parse(purge.since) - Date.parse(purge.begunAt) : 0;
    expect(took).toBeGreaterThan(12_000);
  });
});

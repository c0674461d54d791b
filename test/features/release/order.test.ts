import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { choose, release, rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { latest, POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const deprecations = () => app.world.registry.callsOf('deprecate').length;

describe('what comes first', () => {
  it('a rollback whose pointer may not be written leaves npm as it is, until it is written', async () => {
    await release(app);
    const why = new ServiceError({
      service: 'gcs',
      call: 'copy',
      kind: 'refused',
      status: 403,
      problem: `Object '${POINTER}' is kept until tomorrow`,
    });
    app.world.objects.breakCall('copy', why);

    const asked = await rollBack(app);
    await app.work(900_000);

    expect((await app.operation(asked.id)).state).toMatchObject({ is: 'stopped', step: 'swap-pointer' });
    expect([latest(app, 'navi-core'), deprecations()]).toEqual(['1.2.0', 0]);
    expect(pointerText(app)).toBe(loaderText('1.2.0'));

    await choose(app, 'retry', asked);
    await app.work(900_000);
    expect((await app.operation(asked.id)).state.is).toBe('done');
    expect([latest(app, 'navi-core'), pointerText(app)]).toEqual(['1.1.0', loaderText('1.1.0')]);
  });

  it('latest of a release stays while one probe serves the old script', async () => {
    const { edge } = app.world;
    edge.before('look', () => edge.serve('probe-b', POINTER, loaderText('1.1.0')));
    const held = await release(app);
    expect(held.state).toMatchObject({ is: 'stopped', step: 'verify-edge' });
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    expect(latest(app, 'navi-core')).toBe('1.1.0');
  });

  it('an exhausted quota is waited for, and no person is called', async () => {
    await release(app);
    const quota = new ServiceError({
      service: 'cloud-cdn',
      call: 'purge',
      kind: 'rate-limited',
      status: 403,
      problem: 'Quota exceeded',
      retryAfterMs: 15_000,
    });
    app.world.cdn.breakCall('purge', quota, 2);
    const asked = await rollBack(app);
    await app.work(900_000);
    const done = await app.operation(asked.id);
    expect(done.state.is).toBe('done');
    const purged = done.steps['purge'];
    expect(purged?.is === 'done' && Date.parse(purged.since) - Date.parse(purged.begunAt)).toBeGreaterThan(
      29_000,
    );
    expect(app.world.chat.posts.some(({ message }) => message.is === 'needs-attention')).toBe(false);
  });

  it('a purge that takes a minute is asked about less and less often', async () => {
    await release(app);
    const before = app.world.cdn.callsOf('purgeStatus').length;
    app.world.cdn.setPolls(12);
    const asked = await rollBack(app);
    await app.work(900_000);
    const { purge } = (await app.operation(asked.id)).steps;
    expect(app.world.cdn.callsOf('purgeStatus').length - before).toBeLessThan(20);
    const took = purge?.is === 'done' ? Date.parse(purge.since) - Date.parse(purge.begunAt) : 0;
    expect(took).toBeGreaterThan(12_000);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { pushVersion, release, rollBack, rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { minutes } from '../../harness/app/late.ts';
import { latest, POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const FROM_TERMINAL = { place: { is: 'terminal' } } as const;

it('a stopped rollback goes on when it is asked for again', async () => {
  await release(app);
  app.world.registry.breakCall('moveDistTag', 'refused', 1);
  const first = await rollBack(app, FROM_TERMINAL);
  await app.work(60_000);
  expect((await app.operation(first.id)).state.is).toBe('stopped');

  const again = await app.use.rollBack(rollbackRequest(app, FROM_TERMINAL));
  await app.work(60_000);

  expect(again).toMatchObject({ is: 'accepted', operation: first.id });
  const rolledBack = await app.operation(first.id);
  expect(rolledBack.steps['announce']?.is).toBe('done');
});

describe('while a rollback runs', () => {
  it.each([1, 2, 3, 4, 5, 6])('a request joins it whose transaction %d came right after', async (moment) => {
    await release(app);
    const { store } = app.context;
    let first: Operation | undefined;
    let begun = 0;
    const late: typeof store.transaction = async (work) => {
      begun += 1;
      if (begun === moment) {
        app.context.store = store;
        first = await rollBack(app);
      }
      return store.transaction(work);
    };
    app.context.store = { ...store, transaction: late };

    const second = await app.use.rollBack(rollbackRequest(app, { as: 'ada' }));

    expect(second).toMatchObject({ is: 'accepted', operation: first?.id });
  });

  it('a bare request joins it, though its target is what is live by then', async () => {
    await release(app);
    app.world.registry.breakCall('primary', 'unknown', 200);
    const first = await rollBack(app, FROM_TERMINAL);
    await app.work(10_000);
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect((await app.operation(first.id)).state.is).toBe('running');

    expect(await app.use.previewRollback(rollbackRequest(app, FROM_TERMINAL))).toMatchObject({
      is: 'accepted',
      text: expect.stringContaining('is already running'),
    });
    const again = await app.use.rollBack(rollbackRequest(app, FROM_TERMINAL));

    expect(again).toMatchObject({ is: 'accepted', operation: first.id });
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });
});

it('a bare request after a rollback that is over goes no further back, and says why', async () => {
  await release(app);
  await rollBack(app, FROM_TERMINAL);
  await app.work(60_000);

  expect(await app.use.rollBack(rollbackRequest(app, FROM_TERMINAL))).toMatchObject({
    is: 'refusal',
    refusal: { reasons: [{ code: 'no-target', named: ['1.0.0'] }] },
  });
  expect(pointerText(app)).toBe(loaderText('1.1.0'));
});

describe('with npm out of reach', () => {
  it('the pointer goes back at once, and npm as soon as it answers', async () => {
    await release(app);
    app.world.registry.breakCall('primary', 'unknown', 200);

    const first = await rollBack(app, FROM_TERMINAL);
    await app.work(10_000);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(latest(app, 'navi-core')).toBe('1.2.0');
    expect((await app.operation(first.id)).state.is).toBe('running');

    await app.work(900_000);

    expect((await app.operation(first.id)).steps['announce']?.is).toBe('done');
    expect(latest(app, 'navi-core')).toBe('1.1.0');
  });
});

describe('with foreign bytes on the pointer', () => {
  it('a release is judged by the record', async () => {
    await release(app);
    app.world.objects.put({ path: POINTER, text: 'alert(1)' });
    pushVersion(app, '1.3.0');

    expect((await app.request('v1.3.0')).plan.content).toMatchObject({
      change: 'minor',
      pointer: { from: null },
    });
  });

  it('a rollback replaces an object that is too large to be a loader', async () => {
    await release(app);
    app.world.objects.put({ path: POINTER, text: 'x'.repeat(6 * 1024 * 1024) });

    expect(await app.use.previewRollback(rollbackRequest(app))).toMatchObject({ is: 'rollback-form' });
    await rollBack(app);
    await app.work(10_000);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });

  it('a rollback is planned while the pointer is being moved', async () => {
    await release(app);
    const { objects } = app.world;
    let moves = 2;
    objects.before('digest', () => {
      const [path] = objects.callsOf('digest').at(-1) ?? [];
      if (path !== POINTER || moves === 0) return;
      moves -= 1;
      // A bucket without versions forgets what was replaced.
      objects.history.splice(
        0,
        objects.history.length,
        ...objects.history.filter((one) => one.path !== POINTER),
      );
      objects.put({ path: POINTER, text: loaderText('1.2.0') });
    });

    expect(await app.use.previewRollback(rollbackRequest(app))).toMatchObject({
      is: 'rollback-form',
      form: { from: '1.2.0', target: '1.1.0' },
    });
  });

  it('a file of the same name deeper in a version is no pinned object', async () => {
    await release(app);
    app.world.objects.put({ path: 'v1.1.0/backup/navi-loader.js', text: 'alert(1)' });
    app.world.objects.put({ path: 'v1.1.9/backup/navi-loader.js', text: 'alert(1)' });

    expect(await app.use.previewRollback(rollbackRequest(app))).toMatchObject({
      is: 'rollback-form',
      form: { target: '1.1.0' },
    });
    await rollBack(app);
    await app.work(10_000);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });

  it.each(['refused', 'unknown'] as const)(
    'a bucket that does not list its objects stops no rollback: %s',
    async (kind) => {
      await release(app);
      app.world.objects.breakCall('list', kind, 1_000);

      expect(await app.use.previewRollback(rollbackRequest(app))).toMatchObject({
        is: 'rollback-form',
        form: { target: '1.1.0' },
      });
      await rollBack(app);
      await app.work(10_000);

      expect(pointerText(app)).toBe(loaderText('1.1.0'));
    },
  );

  it('a pinned object that is too large is passed over', async () => {
    await release(app);
    app.world.objects.put({ path: 'v1.1.0/navi-loader.js', text: 'x'.repeat(6 * 1024 * 1024) });

    expect(await app.use.previewRollback(rollbackRequest(app))).toMatchObject({
      is: 'refusal',
      refusal: { reasons: [{ code: 'no-target', named: ['1.0.0'], quarantined: [] }] },
    });
  });
});

describe('where a service asks for an hour of patience once', () => {
  const hour = { kind: 'rate-limited', problem: 'slow down', retryAfterMs: 3_600_000 } as const;

  it.each(['read', 'write'] as const)('a rollback asks the bucket again within a minute: %s', async (how) => {
    await release(app);
    const call = how === 'read' ? 'stat' : 'copy';
    await app.use.previewRollback(rollbackRequest(app));
    const first = await rollBack(app);
    app.world.objects.breakCall(call, new ServiceError({ service: 'gcs', call, ...hour }));
    await minutes(app, 1);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect((await app.operation(first.id)).steps['swap-pointer']?.is).toBe('done');
  });

  it('a rollback asks npm and the CDN again within a minute', async () => {
    await release(app);
    const first = await rollBack(app);
    app.world.registry.breakCall(
      'moveDistTag',
      new ServiceError({ service: 'npm', call: 'moveDistTag', ...hour }),
    );
    app.world.cdn.breakCall('purge', new ServiceError({ service: 'cloud-cdn', call: 'purge', ...hour }));
    await minutes(app, 2);

    expect(latest(app, 'navi-core')).toBe('1.1.0');
    expect((await app.operation(first.id)).steps['announce']?.is).toBe('done');
  });
});

it('a purge that is not answered eight times is asked for again until it is', async () => {
  await release(app);
  app.world.cdn.breakCall('purge', 'unknown', 8);

  const { id } = await rollBack(app, FROM_TERMINAL);
  await app.work(60_000);

  expect((await app.operation(id)).steps['announce']?.is).toBe('done');
});

it('a purge that is never answered stops the rollback at its deadline, naming how often it was tried', async () => {
  await release(app);
  app.world.cdn.breakCall('purge', 'unknown', 10_000);

  const { id } = await rollBack(app, FROM_TERMINAL);
  await app.work(1_800_000);

  const { state } = await app.operation(id);
  expect(state).toMatchObject({
    is: 'stopped',
    step: 'purge',
    trouble: { code: 'cannot-tell', detail: expect.stringMatching(/^written \d+ times, but not found$/) },
  });
});

it('a rollback right after a release sees latest where it is, though readers are still shown where it was', async () => {
  await release(app);
  const was = app.world.registry.truth('@awell-health/navi-core');
  app.world.registry.setLag(1_000);
  app.world.registry.moveTag('@awell-health/navi-core', 'latest', '1.1.0');
  await app.world.registry.moveDistTag({ name: '@awell-health/navi-core', tag: 'latest', version: '1.2.0' });
  expect((await app.world.registry.package('@awell-health/navi-core'))?.distTags['latest']).toBe('1.1.0');
  expect(was?.distTags['latest']).toBe('1.2.0');

  await rollBack(app, FROM_TERMINAL);
  await app.work(60_000);

  expect(latest(app, 'navi-core')).toBe('1.1.0');
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../../src/domain/refusals.ts';
import {
  carryRelease,
  planRelease,
  pushVersion,
  release,
  rollBack,
  rollbackRequest,
  unlock,
} from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { latest, POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const preview = (asked: Parameters<typeof rollbackRequest>[1] = {}) =>
  app.use.previewRollback(rollbackRequest(app, asked));

/** v1.2.0 is on its way and waits for its run. */
async function underWay() {
  const asked = await app.request();
  await app.approve(asked);
  await app.work(20_000);
  return app.operation(asked.id);
}

describe('the record decides what is live', () => {
  it('where an older version was copied over the pointer: from the recorded one, npm included', async () => {
    await release(app);
    app.world.objects.put({ path: POINTER, text: loaderText('1.1.0') });

    expect(await preview()).toMatchObject({
      is: 'rollback-form',
      form: { from: '1.2.0', target: '1.1.0', needsReason: null },
    });
    await rollBack(app);
    await app.work(900_000);

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect([latest(app, 'navi-core'), latest(app, 'navi-js')]).toEqual(['1.1.0', '1.1.0']);
    const { versions } = app.world.registry.truth('@awell-health/navi-core') ?? {};
    expect(versions?.['1.2.0']?.deprecated).toContain('use 1.1.0');
  });
});

describe('a release under way that has moved nothing', () => {
  it('is never rolled back: both intentions are offered by name', async () => {
    let isRunning = true;
    app.world.scm.onRun((run) => void (isRunning && app.world.runWorkflow(run)));
    await carryRelease(app);
    isRunning = false;
    pushVersion(app, '1.3.0');
    const asked = await app.request('v1.3.0');
    await app.approve(asked);
    await app.work(20_000);

    const choice = {
      is: 'rollback-choice',
      choice: {
        version: '1.3.0',
        keeps: '1.2.0',
        stop: { label: 'Stop v1.3.0 (customers keep v1.2.0)' },
        rollBack: { from: '1.2.0', target: '1.1.0' },
      },
    };
    expect(await preview()).toMatchObject(choice);
    // Confirmed without saying which: nothing is done.
    expect(await app.use.rollBack(rollbackRequest(app))).toMatchObject(choice);
    expect((await app.operation(asked.id)).state.is).toBe('running');
    expect(await app.use.rollBack({ ...rollbackRequest(app), card: asked.id })).toMatchObject(choice);
  });

  it('is stopped where the version that is live is named', async () => {
    const asked = await underWay();

    expect(await preview({ target: 'v1.1.0' })).toMatchObject({
      is: 'confirmation',
      form: { headline: 'v1.2.0 will be stopped; customers keep v1.1.0.' },
    });
    await app.use.rollBack(rollbackRequest(app, { target: 'v1.1.0' }));
    await app.work(900_000);

    expect((await app.operation(asked.id)).state).toMatchObject({ is: 'cancelled', by: 'Cleo Martins' });
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(app.world.objects.callsOf('copy')).toEqual([]);
    expect(await app.store.transaction((tx) => tx.lockedLines.all())).toEqual([]);
  });

  it('is stopped, and what is live goes back, where that is named; what is live is taken back', async () => {
    await underWay();

    const { id } = await rollBack(app, { target: 'v1.0.0', reason: 'v1.1.0 leaks' });
    await app.work(900_000);

    expect((await app.operation(id)).plan.content).toMatchObject({ takenBack: '1.1.0', version: '1.0.0' });
    expect(pointerText(app)).toBe(loaderText('1.0.0'));
  });
});

it('a release that has moved the pointer goes back to what it replaced, from wherever it is asked', async () => {
  app.letWorkflowRun();
  app.world.registry.breakCall('moveDistTag', 'refused', 1);
  const stopped = await carryRelease(app);
  expect(stopped.state.is).toBe('stopped');

  const form = { is: 'rollback-form', form: { from: '1.2.0', target: '1.1.0' } };
  expect(await preview()).toMatchObject(form);
  expect(await app.use.previewRollback({ ...rollbackRequest(app), card: stopped.id })).toMatchObject(form);
});

it('a refused version is not told to ask for one that would be refused', async () => {
  await release(app);
  await rollBack(app);
  await app.work(900_000);
  await unlock(app);

  const refused = await planRelease(app, { version: 'v1.2.1' });

  if (refused.is !== 'refusal') throw new Error(JSON.stringify(refused));
  const hints = refused.refusal.reasons.map((reason) => explain(reason).next);
  expect(hints.join(' ')).toContain('v1.2.0 is already released');
  expect(hints.join(' ')).not.toContain('or release v1.2.0');
});

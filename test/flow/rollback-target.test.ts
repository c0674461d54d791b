import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../src/domain/refusals.ts';
import { loaderText } from '../fakes/story.ts';
import {
  carryRelease,
  planRelease,
  pushVersion,
  release,
  rollBack,
  rollbackRequest,
  unlock,
} from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { latest, POINTER, pointerText } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const preview = (asked: Parameters<typeof rollbackRequest>[1] = {}) =>
  desk.use.previewRollback(rollbackRequest(desk, asked));

/** v1.2.0 is on its way and waits for its run. */
async function underWay() {
  const asked = await desk.request();
  await desk.approve(asked);
  await desk.work(20_000);
  return desk.operation(asked.id);
}

describe('the record decides what is live', () => {
  it('where somebody copied an older version over the pointer: from the recorded one, npm included', async () => {
    await release(desk);
    desk.world.objects.put({ path: POINTER, text: loaderText('1.1.0') });

    expect(await preview()).toMatchObject({
      is: 'rollback-form',
      form: { from: '1.2.0', target: '1.1.0', needsReason: null },
    });
    await rollBack(desk);
    await desk.work(900_000);

    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect([latest(desk, 'navi-core'), latest(desk, 'navi-js')]).toEqual(['1.1.0', '1.1.0']);
    const { versions } = desk.world.registry.truth('@awell-health/navi-core') ?? {};
    expect(versions?.['1.2.0']?.deprecated).toContain('use 1.1.0');
  });
});

describe('a release under way that has moved nothing', () => {
  it('is never rolled back: both intentions are offered by name', async () => {
    let isRunning = true;
    desk.world.scm.onRun((run) => void (isRunning && desk.world.runWorkflow(run)));
    await carryRelease(desk);
    isRunning = false;
    pushVersion(desk, '1.3.0');
    const asked = await desk.request('v1.3.0');
    await desk.approve(asked);
    await desk.work(20_000);

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
    expect(await desk.use.rollBack(rollbackRequest(desk))).toMatchObject(choice);
    expect((await desk.operation(asked.id)).state.is).toBe('running');
    expect(await desk.use.rollBack({ ...rollbackRequest(desk), card: asked.id })).toMatchObject(choice);
  });

  it('is stopped where the version that is live is named', async () => {
    const asked = await underWay();

    expect(await preview({ target: 'v1.1.0' })).toMatchObject({
      is: 'confirmation',
      form: { headline: 'v1.2.0 will be stopped; customers keep v1.1.0.' },
    });
    await desk.use.rollBack(rollbackRequest(desk, { target: 'v1.1.0' }));
    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state).toMatchObject({ is: 'cancelled', by: 'Cleo Martins' });
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect(desk.world.objects.callsOf('copy')).toEqual([]);
    expect(await desk.store.transaction((tx) => tx.lockedLines.all())).toEqual([]);
  });

  it('is stopped, and what is live goes back, where that is named; what is live is taken back', async () => {
    await underWay();

    const { id } = await rollBack(desk, { target: 'v1.0.0', reason: 'v1.1.0 leaks' });
    await desk.work(900_000);

    expect((await desk.operation(id)).plan.content).toMatchObject({ takenBack: '1.1.0', version: '1.0.0' });
    expect(pointerText(desk)).toBe(loaderText('1.0.0'));
  });
});

it('a release that has moved the pointer goes back to what it replaced, from wherever it is asked', async () => {
  desk.letWorkflowRun();
  desk.world.registry.failNext('moveDistTag', 'refused', 1);
  const stopped = await carryRelease(desk);
  expect(stopped.state.is).toBe('stopped');

  const form = { is: 'rollback-form', form: { from: '1.2.0', target: '1.1.0' } };
  expect(await preview()).toMatchObject(form);
  expect(await desk.use.previewRollback({ ...rollbackRequest(desk), card: stopped.id })).toMatchObject(form);
});

it('a refused version is not told to ask for one that would be refused', async () => {
  await release(desk);
  await rollBack(desk);
  await desk.work(900_000);
  await unlock(desk);

  const refused = await planRelease(desk, { version: 'v1.2.1' });

  if (refused.is !== 'refusal') throw new Error(JSON.stringify(refused));
  const hints = refused.refusal.reasons.map((reason) => explain(reason).next);
  expect(hints.join(' ')).toContain('v1.2.0 is already released');
  expect(hints.join(' ')).not.toContain('or release v1.2.0');
});

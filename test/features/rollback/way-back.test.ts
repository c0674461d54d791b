import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { release, rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  await release(app);
});
afterEach(() => app.close());

async function rolledBack(): Promise<Operation> {
  const { id } = await rollBack(app, { target: 'v1.1.0' });
  await app.work(60_000);
  return app.operation(id);
}

/** The steps that were journalled as done, in that order, npm's leg left out. */
async function doneSteps(id: string): Promise<unknown[]> {
  const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  return rows
    .filter(({ row }) => row.event === 'step-done')
    .map(({ row }) => row.details['step'])
    .filter((step) => !/^(latest|deprecate):/.test(String(step)));
}

describe('the way back, call by call', () => {
  it('writes on what its plan has read, and reads back what it wrote', async () => {
    const { objects } = app.world;
    const before = objects.calls.length;
    await rollBack(app);
    const planned = objects.calls.length;

    await app.work(2_000);

    const plan = objects.calls.slice(before, planned).map((one) => one.call);
    expect(plan.filter((call) => call !== 'digest').sort()).toEqual(['list', 'stat']);
    const move = objects.calls.slice(planned, planned + 3).map((one) => one.call);
    expect(move).toEqual(['copy', 'stat', 'read']);
    const [copied] = objects.callsOf('copy').slice(-1).flat();
    expect(copied).toMatchObject({ to: POINTER });
  });

  it('moves a pointer that was moved since the plan: its write first fails its precondition', async () => {
    const { objects } = app.world;
    const copies = objects.callsOf('copy').length;
    const planned = objects.live.get(POINTER)?.generation;
    let moved: string | undefined;
    objects.before('copy', () => {
      moved ??= objects.put({ path: POINTER, text: 'somebody else’s loader' }).generation;
    });

    const done = await rolledBack();

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    const tried = objects.callsOf('copy').slice(copies).flat();
    expect(tried).toMatchObject([{ ifGeneration: planned }, { ifGeneration: moved }]);
    expect(done.steps['swap-pointer']).toMatchObject({ is: 'done', evidence: { version: '1.1.0' } });
    expect(done.steps['verify-edge']?.is).toBe('done');
  });

  it('purges while what it wrote is read back, and has purged only when it was', async () => {
    const { objects, cdn } = app.world;
    const { id } = await rollBack(app);
    const swapAtPurge: (string | undefined)[] = [];
    cdn.before('purge', async () => {
      swapAtPurge.push((await app.operation(id)).steps['swap-pointer']?.is);
    });
    objects.breakCall('stat', 'unknown', 3);

    await app.work(60_000);

    expect(swapAtPurge).toEqual(['pending']);
    expect(await doneSteps(id)).toEqual(
      expect.arrayContaining(['swap-pointer', 'purge', 'verify-edge', 'read-back', 'announce']),
    );
    expect((await doneSteps(id)).slice(0, 3)).toEqual(['swap-pointer', 'purge', 'verify-edge']);
  });

  it('purges again after a second write: the pointer was moved before it was read back', async () => {
    const { objects, cdn } = app.world;
    const [copies, purges] = [objects.callsOf('copy').length, cdn.purges.length];
    let moved = false;
    objects.before('stat', () => {
      if (moved || objects.callsOf('copy').length === copies) return;
      moved = true;
      objects.put({ path: POINTER, text: 'somebody else’s loader' });
    });

    const done = await rolledBack();

    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(objects.callsOf('copy')).toHaveLength(copies + 2);
    const asked = new Set(cdn.purges.slice(purges).map((one) => one.requestId));
    expect(asked.size).toBe(2);
    const { generation } = objects.live.get(POINTER) ?? {};
    expect(done.steps['purge']).toMatchObject({
      is: 'done',
      evidence: { generation, operation: cdn.purges.at(-1)?.operation },
    });
    expect(done.steps['verify-edge']?.is).toBe('done');
  });

  it('leaves a pointer alone that has the right bytes already', async () => {
    const { objects } = app.world;
    objects.put({ path: POINTER, text: loaderText('1.1.0') });
    const copies = objects.callsOf('copy').length;

    const done = await rolledBack();

    expect(done.steps['swap-pointer']?.is).toBe('done');
    expect(objects.callsOf('copy')).toHaveLength(copies);
  });
});

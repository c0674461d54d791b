import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { loaderText } from '../fakes/story.ts';
import { release, rollBack } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { POINTER, pointerText } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
  await release(desk);
});
afterEach(() => desk.close());

async function rolledBack(): Promise<Operation> {
  const { id } = await rollBack(desk, { target: 'v1.1.0' });
  await desk.work(60_000);
  return desk.operation(id);
}

describe('the way back, call by call', () => {
  it('writes on what its plan has read, and reads back what it wrote', async () => {
    const { objects } = desk.world;
    const before = objects.calls.length;
    await rollBack(desk);
    const planned = objects.calls.length;

    await desk.work(2_000);

    const plan = objects.calls.slice(before, planned).map((one) => one.call);
    expect(plan.filter((call) => call !== 'digest').sort()).toEqual(['list', 'stat']);
    const move = objects.calls.slice(planned, planned + 3).map((one) => one.call);
    expect(move).toEqual(['copy', 'stat', 'read']);
    const [copied] = objects.callsOf('copy').slice(-1).flat();
    expect(copied).toMatchObject({ to: POINTER });
  });

  it('moves a pointer that somebody else has moved since the plan: its write meets the precondition first', async () => {
    const { objects } = desk.world;
    const copies = objects.callsOf('copy').length;
    const planned = objects.live.get(POINTER)?.generation;
    let moved: string | undefined;
    objects.before('copy', () => {
      moved ??= objects.put({ path: POINTER, text: 'somebody else’s loader' }).generation;
    });

    const done = await rolledBack();

    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    const tried = objects.callsOf('copy').slice(copies).flat();
    expect(tried).toMatchObject([{ ifGeneration: planned }, { ifGeneration: moved }]);
    expect(done.steps['swap-pointer']).toMatchObject({ is: 'done', evidence: { version: '1.1.0' } });
    expect(done.steps['verify-edge']?.is).toBe('done');
  });

  it('leaves a pointer alone that has the right bytes already', async () => {
    const { objects } = desk.world;
    objects.put({ path: POINTER, text: loaderText('1.1.0') });
    const copies = objects.callsOf('copy').length;

    const done = await rolledBack();

    expect(done.steps['swap-pointer']?.is).toBe('done');
    expect(objects.callsOf('copy')).toHaveLength(copies);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loaderText } from '../fakes/story.ts';
import { carryRelease, choose, driftTo } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { heldSurfaces, POINTER, pointerText } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

describe('abandoned', () => {
  it('after the pointer has moved: gives it back by a rollback', async () => {
    desk.letWorkflowRun();
    desk.world.registry.failNext('moveDistTag', 'refused', 10);
    const stopped = await carryRelease(desk);
    expect(stopped.state.is).toBe('stopped');
    expect(pointerText(desk)).toBe(loaderText('1.2.0'));

    expect(await choose(desk, 'abandon', stopped)).toMatchObject({ is: 'accepted' });
    await desk.work();

    expect((await desk.operation(stopped.id)).state.is).toBe('superseded');
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
  });

  it('while its run may still go on: the run is ended, and the thread says so', async () => {
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work(3_600_000);
    expect((await desk.operation(asked.id)).state).toMatchObject({ is: 'stopped', step: 'watch-run' });
    desk.world.scm.failNext('cancelRun', 'unknown', 1);

    await choose(desk, 'abandon', asked);
    await desk.work(60_000);

    expect(desk.world.scm.runs.map((run) => run.conclusion)).toEqual(['cancelled']);
    expect(JSON.stringify(desk.world.chat.posts)).toMatch(/Its workflow run \d+ has ended/);
  });

  it('because somebody else moved the pointer: ends, and leaves theirs alone', async () => {
    const drifted = await driftTo(desk, 'somebody was here');

    await choose(desk, 'abandon', drifted);
    await desk.work();

    expect((await desk.operation(drifted.id)).state.is).toBe('abandoned');
    expect(pointerText(desk)).toBe('somebody was here');
    expect(await heldSurfaces(desk)).toEqual([]);
  });
});

describe('a neighbour that cannot be read before the first write', () => {
  it('is waited for in sight, and then a person is asked', async () => {
    const asked = await desk.request();
    await desk.approve(asked);
    desk.world.scm.failNext('defaultBranch', 'unknown', 10_000);
    await desk.work(60_000);
    expect((await desk.operation(asked.id)).steps['tag']).toMatchObject({
      is: 'pending',
      expects: expect.stringContaining('GitHub to answer'),
    });

    await desk.work(1_000_000);

    expect((await desk.operation(asked.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'deadline' },
    });
    expect(desk.world.scm.callsOf('createTag')).toEqual([]);
  });

  it('does not make the plan one that has written: a changed world still goes back to the approvers', async () => {
    desk.letWorkflowRun();
    const asked = await desk.request();
    await desk.approve(asked);
    desk.world.scm.failNext('defaultBranch', 'unknown', 1);
    await desk.work(2_000);
    desk.world.objects.put({ path: POINTER, text: 'somebody was here' });
    await desk.work(30_000);

    expect(await desk.operation(asked.id)).toMatchObject({
      state: { is: 'awaiting-approval' },
      plan: { revision: 2 },
    });
  });
});

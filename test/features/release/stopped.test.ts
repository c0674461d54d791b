import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adopt } from '../../../src/features/surfaces/jobs/adopt.ts';
import { carryRelease, choose, driftTo } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { heldSurfaces, POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('abandoned', () => {
  it('after the pointer has moved: gives it back by a rollback', async () => {
    app.letWorkflowRun();
    app.world.registry.breakCall('moveDistTag', 'refused', 10);
    const stopped = await carryRelease(app);
    expect(stopped.state.is).toBe('stopped');
    expect(pointerText(app)).toBe(loaderText('1.2.0'));

    expect(await choose(app, 'abandon', stopped)).toMatchObject({ is: 'accepted' });
    await app.work();

    expect((await app.operation(stopped.id)).state.is).toBe('superseded');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
  });

  it('while its run may still go on: the run is ended, and the thread says so', async () => {
    const asked = await app.request();
    await app.approve(asked);
    await app.work(3_600_000);
    expect((await app.operation(asked.id)).state).toMatchObject({ is: 'stopped', step: 'watch-run' });
    app.world.scm.breakCall('cancelRun', 'unknown', 1);

    await choose(app, 'abandon', asked);
    await app.work(60_000);

    expect(app.world.scm.runs.map((run) => run.conclusion)).toEqual(['cancelled']);
    expect(JSON.stringify(app.world.chat.posts)).toMatch(/Its workflow run \d+ has ended/);
  });

  it('because the pointer was moved from outside: ends, and keeps the foreign value', async () => {
    const drifted = await driftTo(app, 'somebody was here');

    await choose(app, 'abandon', drifted);
    await app.work();

    expect((await app.operation(drifted.id)).state.is).toBe('abandoned');
    expect(pointerText(app)).toBe('somebody was here');
    expect(await heldSurfaces(app)).toEqual([]);
  });
});

describe('a neighbour that cannot be read before the first write', () => {
  it('is waited for in sight, and then a person is asked', async () => {
    const asked = await app.request();
    await app.approve(asked);
    app.world.scm.breakCall('defaultBranch', 'unknown', 10_000);
    await app.work(60_000);
    expect((await app.operation(asked.id)).steps['tag']).toMatchObject({
      is: 'pending',
      expects: expect.stringContaining('GitHub to answer'),
    });

    await app.work(1_000_000);

    expect((await app.operation(asked.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'deadline' },
    });
    expect(app.world.scm.callsOf('createTag')).toEqual([]);
  });

  it('does not make the plan one that has written: a changed world still goes back to the approvers', async () => {
    app.letWorkflowRun();
    // What is live is recorded: foreign bytes in the pointer do not make the next release the line's first.
    await adopt(app.context);
    const asked = await app.request();
    await app.approve(asked);
    app.world.scm.breakCall('defaultBranch', 'unknown', 1);
    await app.work(2_000);
    app.world.objects.put({ path: POINTER, text: 'somebody was here' });
    await app.work(30_000);

    expect(await app.operation(asked.id)).toMatchObject({
      state: { is: 'awaiting-approval' },
      plan: { revision: 2 },
    });
  });
});

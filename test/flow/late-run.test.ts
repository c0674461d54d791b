import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choose, rollBack } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { dispatchArrives, dispatchLost, minutes, saidOfRuns } from './late.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

/** As often as GitHub was asked which runs there are. */
const looks = () => desk.world.scm.callsOf('findRuns').length;

describe('the run of a superseded release that comes late', () => {
  it('after the rollback has waited for it in vain: it is ended, and the thread says so once', async () => {
    const release = await dispatchLost(desk);
    const { id } = await rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await minutes(desk, 5);
    expect((await desk.operation(id)).steps['cancel-run']).toMatchObject({
      is: 'done',
      evidence: { ended: 'never seen' },
    });

    await dispatchArrives(desk, release);
    await minutes(desk, 5);

    expect(desk.world.scm.runs).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
    expect(saidOfRuns(desk, release)).toEqual([
      expect.stringContaining(`Its run 1001 appeared late and has ended (cancelled).`),
    ]);
    const before = looks();
    await minutes(desk, 5);
    expect(looks()).toBe(before);
  });

  it('is looked for slowly, as long as a release waits for its run, and then no more', async () => {
    const release = await dispatchLost(desk);
    await rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await minutes(desk, 3);

    const afterWindow = looks();
    await minutes(desk, 10);
    expect(looks() - afterWindow).toBeGreaterThan(0);
    expect(looks() - afterWindow).toBeLessThanOrEqual(20);

    await minutes(desk, 20);
    const afterDeadline = looks();
    await minutes(desk, 5);
    expect(looks()).toBe(afterDeadline);
    expect(saidOfRuns(desk, release)).toEqual([]);
  });

  it('through a second rollback: whoever looks for it by a step of its own is left to it', async () => {
    const release = await dispatchLost(desk);
    await rollBack(desk, { target: 'v1.1.0', reason: 'drill' });
    await minutes(desk, 1);
    const { id } = await rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await minutes(desk, 4);
    expect((await desk.operation(id)).steps['cancel-run']).toMatchObject({ is: 'done' });

    await dispatchArrives(desk, release);
    await minutes(desk, 2);

    expect(desk.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(saidOfRuns(desk, release)).toHaveLength(1);
  });

  it('that ended by itself before it was seen: nothing is cancelled, and the thread says what it published', async () => {
    const release = await dispatchLost(desk);
    await rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await minutes(desk, 5);
    desk.letWorkflowRun();

    await dispatchArrives(desk, release);
    await minutes(desk, 2);

    expect(desk.world.scm.callsOf('cancelRun')).toEqual([]);
    expect(saidOfRuns(desk, release).join('\n')).toMatch(
      /has ended \(success\)\..*What its late run has published is deprecated:/s,
    );
  });
});

describe('the run of a superseded release that is known', () => {
  it('is the rollback’s to end: nobody else asks GitHub, and nothing more is said', async () => {
    const release = await desk.request();
    await desk.approve(release);
    await desk.work(20_000);
    await rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await minutes(desk, 2);
    expect(desk.world.scm.callsOf('cancelRun')).toHaveLength(1);

    const calls = desk.world.scm.calls.length;
    await minutes(desk, 5);

    expect(desk.world.scm.calls.length).toBe(calls);
    expect(saidOfRuns(desk, release)).toEqual([]);
  });

  it('is ended though the rollback was planned before anybody had approved the release', async () => {
    const release = await desk.request();
    const reading = desk.world.objects.pauseNext('digest');
    const asking = rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await reading.reached;
    await desk.approve(release);
    await desk.work(20_000);
    expect((await desk.operation(release.id)).steps['watch-run']).toMatchObject({ is: 'pending' });
    reading.resume();
    const rollback = await asking;
    expect(rollback.steps['cancel-run']).toBeUndefined();

    await minutes(desk, 1);

    expect((await desk.operation(release.id)).state).toMatchObject({ is: 'superseded', by: rollback.id });
    expect(desk.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(saidOfRuns(desk, release)).toHaveLength(1);
  });
});

describe('the run of an abandoned release', () => {
  it('is looked for until GitHub answers, not given up because it was away', async () => {
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work(3_600_000);
    expect((await desk.operation(asked.id)).state).toMatchObject({ is: 'stopped', step: 'watch-run' });
    desk.world.scm.failNext('claim', 'unknown', 26);

    await choose(desk, 'abandon', asked);
    await minutes(desk, 5);

    expect(desk.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(saidOfRuns(desk, asked)).toEqual([expect.stringMatching(/Its run \d+ has ended \(cancelled\)\./)]);
  });
});

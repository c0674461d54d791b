import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { choose, rollBack } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const MINUTE = 60_000;
/** As often as GitHub was asked which runs there are. */
const looks = () => desk.world.scm.callsOf('findRuns').length;

/** Minutes pass, in which every duty may be silent for longer than the desk waits at once. */
async function minutes(count: number): Promise<void> {
  const now = () => desk.world.clock.now().getTime();
  for (const end = now() + count * MINUTE; now() < end; ) await desk.work(end - now());
}

/** A release whose dispatch nobody can speak for. */
async function dispatchLost(): Promise<Operation> {
  desk.world.scm.failNext('dispatch', 'unknown');
  const asked = await desk.request();
  await desk.approve(asked);
  await desk.work(5_000);
  expect((await desk.operation(asked.id)).steps['dispatch']).toMatchObject({ is: 'unknown' });
  return asked;
}

/** It has arrived after all. */
async function dispatchArrives({ id, plan }: Operation): Promise<void> {
  const step = plan.content.steps.find((one) => one.kind === 'dispatch');
  if (step?.kind !== 'dispatch') throw new Error('the plan dispatches nothing');
  const { workflow, ref, version, commit } = step.params;
  await desk.world.scm.dispatch({ workflow, ref, inputs: { version, commit, operation: id } });
}

/** What the release's thread says of its run. */
function saidOfRuns({ id }: Operation): string[] {
  return desk.world.chat.posts
    .filter((post) => post.key.startsWith(`end-run:${id}`))
    .map((post) => JSON.stringify(post.message));
}

describe('the run of a superseded release that comes late', () => {
  it('after the rollback has waited for it in vain: it is ended, and the thread says so once', async () => {
    const release = await dispatchLost();
    const { id } = await rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await minutes(5);
    expect((await desk.operation(id)).steps['cancel-run']).toMatchObject({
      is: 'done',
      evidence: { ended: 'never seen' },
    });

    await dispatchArrives(release);
    await minutes(5);

    expect(desk.world.scm.runs).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
    expect(saidOfRuns(release)).toEqual([
      expect.stringContaining(`Its run 1001 appeared late and has ended (cancelled).`),
    ]);
    const before = looks();
    await minutes(5);
    expect(looks()).toBe(before);
  });

  it('is looked for slowly, as long as a release waits for its run, and then no more', async () => {
    const release = await dispatchLost();
    await rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await minutes(3);

    const afterWindow = looks();
    await minutes(10);
    expect(looks() - afterWindow).toBeGreaterThan(0);
    expect(looks() - afterWindow).toBeLessThanOrEqual(20);

    await minutes(20);
    const afterDeadline = looks();
    await minutes(5);
    expect(looks()).toBe(afterDeadline);
    expect(saidOfRuns(release)).toEqual([]);
  });

  it('through a second rollback: whoever looks for it by a step of its own is left to it', async () => {
    const release = await dispatchLost();
    await rollBack(desk, { target: 'v1.1.0', reason: 'drill' });
    await minutes(1);
    const { id } = await rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await minutes(4);
    expect((await desk.operation(id)).steps['cancel-run']).toMatchObject({ is: 'done' });

    await dispatchArrives(release);
    await minutes(2);

    expect(desk.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(saidOfRuns(release)).toHaveLength(1);
  });

  it('that ended by itself before it was seen: the thread says that what it published stays', async () => {
    const release = await dispatchLost();
    await rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await minutes(5);
    desk.letWorkflowRun();

    await dispatchArrives(release);
    await minutes(2);

    expect(desk.world.scm.callsOf('cancelRun')).toEqual([]);
    expect(saidOfRuns(release)).toEqual([expect.stringContaining('(success). What it has published stays.')]);
  });
});

describe('the run of a superseded release that is known', () => {
  it('is the rollback’s to end: nobody else asks GitHub, and nothing more is said', async () => {
    const release = await desk.request();
    await desk.approve(release);
    await desk.work(20_000);
    await rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await minutes(2);
    expect(desk.world.scm.callsOf('cancelRun')).toHaveLength(1);

    const calls = desk.world.scm.calls.length;
    await minutes(5);

    expect(desk.world.scm.calls.length).toBe(calls);
    expect(saidOfRuns(release)).toEqual([]);
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

    await minutes(1);

    expect((await desk.operation(release.id)).state).toMatchObject({ is: 'superseded', by: rollback.id });
    expect(desk.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(saidOfRuns(release)).toHaveLength(1);
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
    await minutes(5);

    expect(desk.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(saidOfRuns(asked)).toEqual([expect.stringMatching(/Its run \d+ has ended \(cancelled\)\./)]);
  });
});

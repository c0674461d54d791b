import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { cardFor } from '../../src/flow/card.ts';
import { loaderText } from '../fakes/story.ts';
import { openDesk, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const POINTER = 'v1/navi-loader.js';

async function releaseIt(): Promise<Operation> {
  const asked = await desk.request();
  await desk.approve(asked);
  await desk.work();
  return desk.operation(asked.id);
}

/** A release of v1.2.0 that has written, and found that somebody moved the pointer to these bytes meanwhile. */
async function driftTo(text: string): Promise<Operation> {
  desk.world.scm.onRun(async (run) => {
    await desk.world.runWorkflow(run);
    desk.world.objects.put({ path: POINTER, text });
  });
  return releaseIt();
}

async function choose(choice: 'replan' | 'retry' | 'abandon', of: Operation, who = 'ada') {
  return desk.use[choice](await desk.click(await desk.operation(of.id), who));
}

function pointer(): string {
  return Buffer.from(desk.world.objects.live.get(POINTER)?.bytes ?? []).toString();
}

async function heldSurfaces(): Promise<string[]> {
  const surfaces = await desk.store.transaction((tx) => tx.surfaces.all());
  return surfaces.flatMap((one) => (one.heldBy === null ? [] : [one.id]));
}

describe('after drift, the rest planned again', () => {
  it('offers it beside retry and abandon', async () => {
    expect((await driftTo('somebody was here')).state).toMatchObject({
      step: 'swap-pointer',
      trouble: { code: 'drift' },
      choices: ['replan', 'retry', 'abandon'],
    });
  });

  it('is a revision with the difference shown, which runs when it is approved, and only what is left', async () => {
    const drifted = await driftTo('somebody was here');

    expect(await choose('replan', drifted)).toMatchObject({ is: 'accepted' });
    await desk.work(1_000);

    const revised = await desk.operation(drifted.id);
    expect(revised).toMatchObject({
      state: { is: 'awaiting-approval' },
      plan: { revision: 2 },
      approvers: [],
    });
    expect(revised.steps['tag']?.is).toBe('done');
    expect(pointer()).toBe('somebody was here');
    expect(cardFor(desk.ground, revised)).toMatchObject({
      summary: 'What is left of v1.2.0, planned again as the world is now, needs approval.',
      actions: ['approve', 'reject', 'roll-back', 'details', 'retract'],
    });
    const told = JSON.stringify(desk.world.chat.posts);
    expect(told).toContain(`generation of ${POINTER}`);

    await desk.approve(revised);
    await desk.work();

    expect((await desk.operation(drifted.id)).state.is).toBe('done');
    expect(pointer()).toBe(loaderText('1.2.0'));
    expect(desk.world.scm.callsOf('createTag')).toHaveLength(1);
    expect(desk.world.scm.callsOf('dispatch')).toHaveLength(1);
  });

  it('waits for approval once more when the world has moved on again meanwhile', async () => {
    const drifted = await driftTo('somebody was here');
    await choose('replan', drifted);
    await desk.work(1_000);
    desk.world.objects.put({ path: POINTER, text: 'and was here again' });

    expect(await desk.approve(await desk.operation(drifted.id))).toMatchObject({
      is: 'refusal',
      refusal: { reasons: [{ code: 'plan-changed' }] },
    });
    expect(await desk.operation(drifted.id)).toMatchObject({
      state: { is: 'awaiting-approval' },
      plan: { revision: 3 },
    });
  });

  it('is refused when something newer is live on the line by now', async () => {
    desk.world.objects.put({ path: 'v1.3.0/navi-loader.js', text: loaderText('1.3.0') });
    const drifted = await driftTo(loaderText('1.3.0'));

    expect(await choose('replan', drifted)).toMatchObject({
      is: 'refusal',
      refusal: { reasons: [{ code: 'version-not-newer' }] },
    });
    expect((await desk.operation(drifted.id)).state.is).toBe('stopped');
  });

  it('leaves the release stopped, its surfaces held, when the rest is rejected, retracted or not decided on', async () => {
    const drifted = await driftTo('somebody was here');
    await choose('replan', drifted);
    await desk.work(1_000);
    const revised = await desk.operation(drifted.id);
    const click = await desk.click(revised, 'ben');
    await desk.use.reject({ ...click, planHash: revised.plan.hash, reason: 'look first' });
    expect((await desk.operation(drifted.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { detail: 'Ben Ivarsson rejected the plan of the rest: look first' },
      choices: ['replan', 'abandon'],
    });

    await choose('replan', drifted);
    await desk.work(1_000);
    await desk.use.retract(await desk.click(await desk.operation(drifted.id), 'ada'));
    expect((await desk.operation(drifted.id)).state.is).toBe('stopped');

    await choose('replan', drifted);
    await desk.world.clock.advance(5 * 3_600_000);
    await desk.work();
    expect((await desk.operation(drifted.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { detail: 'nobody decided on the plan of the rest in time' },
    });
    expect(await heldSurfaces()).toContain('pointer:v1');
  });

  it('is not replaced by another request: it has written', async () => {
    const drifted = await driftTo('somebody was here');
    await choose('replan', drifted);
    await desk.work(1_000);
    const other = await desk.use.planRelease({
      version: 'v1.2.0',
      dryRun: false,
      caller: desk.caller('ben'),
      place: { is: 'slack', channel: 'C0RELEASES' },
    });
    expect(other).toMatchObject({ is: 'refusal' });
    expect((await desk.operation(drifted.id)).state.is).toBe('awaiting-approval');
  });

  it('goes on without new approvals when nothing differs any more', async () => {
    const { objects } = desk.world;
    const before = objects.live.get('v1/navi-loader.js');
    if (before === undefined) throw new Error('no pointer');
    const drifted = await driftTo('somebody was here');
    objects.live.set('v1/navi-loader.js', before);

    await choose('replan', drifted);
    await desk.work();

    expect(await desk.operation(drifted.id)).toMatchObject({ state: { is: 'done' }, plan: { revision: 1 } });
  });
});

describe('abandoned', () => {
  it('after the pointer has moved: gives it back by a rollback', async () => {
    desk.letWorkflowRun();
    desk.world.registry.failNext('moveDistTag', 'refused', 10);
    const stopped = await releaseIt();
    expect(stopped.state.is).toBe('stopped');
    expect(pointer()).toBe(loaderText('1.2.0'));

    expect(await choose('abandon', stopped)).toMatchObject({ is: 'accepted' });
    await desk.work();

    expect((await desk.operation(stopped.id)).state.is).toBe('superseded');
    expect(pointer()).toBe(loaderText('1.1.0'));
  });

  it('while its run may still go on: the run is ended, and the thread says so', async () => {
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work(3_600_000);
    expect((await desk.operation(asked.id)).state).toMatchObject({ is: 'stopped', step: 'watch-run' });
    desk.world.scm.failNext('cancelRun', 'unknown', 1);

    await choose('abandon', asked);
    await desk.work(60_000);

    expect(desk.world.scm.runs.map((run) => run.conclusion)).toEqual(['cancelled']);
    expect(JSON.stringify(desk.world.chat.posts)).toMatch(/Its run \d+ has ended/);
  });

  it('because somebody else moved the pointer: ends, and leaves theirs alone', async () => {
    const drifted = await driftTo('somebody was here');

    await choose('abandon', drifted);
    await desk.work();

    expect((await desk.operation(drifted.id)).state.is).toBe('abandoned');
    expect(pointer()).toBe('somebody was here');
    expect(await heldSurfaces()).toEqual([]);
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
      expects: expect.stringContaining('github to answer'),
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

it('a stopped rollback goes on when it is asked for again', async () => {
  desk.letWorkflowRun();
  await releaseIt();
  desk.world.registry.failNext('moveDistTag', 'refused', 1);
  const first = await desk.use.rollBack(bareRollback());
  await desk.work(60_000);
  if (first.is !== 'accepted') throw new Error(JSON.stringify(first));
  expect((await desk.operation(first.operation)).state.is).toBe('stopped');

  const again = await desk.use.rollBack(bareRollback());
  await desk.work(60_000);

  expect(again).toMatchObject({ is: 'accepted', operation: first.operation });
  const rolledBack = await desk.operation(first.operation);
  expect(rolledBack.steps['announce']?.is).toBe('done');
});

describe('while a rollback runs', () => {
  it('a bare request joins it, though its target is what is live by then', async () => {
    desk.letWorkflowRun();
    await releaseIt();
    const first = await desk.use.rollBack(bareRollback());
    await desk.work(30_000);
    expect(pointer()).toBe(loaderText('1.1.0'));

    expect(await desk.use.previewRollback(bareRollback())).toMatchObject({
      is: 'accepted',
      text: expect.stringContaining('is under way already'),
    });
    const again = await desk.use.rollBack(bareRollback());

    expect(again).toMatchObject({ is: 'accepted', operation: first.is === 'accepted' && first.operation });
    expect(pointer()).toBe(loaderText('1.1.0'));
  });
});

describe('with npm out of reach', () => {
  it('the pointer goes back at once, and npm as soon as it answers', async () => {
    desk.letWorkflowRun();
    await releaseIt();
    desk.world.registry.failNext('primary', 'unknown', 200);

    const first = await desk.use.rollBack(bareRollback());
    await desk.work(10_000);

    if (first.is !== 'accepted') throw new Error(JSON.stringify(first));
    expect(pointer()).toBe(loaderText('1.1.0'));
    expect(desk.world.registry.truth('@awell-health/navi-core')?.distTags['latest']).toBe('1.2.0');
    expect((await desk.operation(first.operation)).state.is).toBe('running');

    await desk.work(900_000);

    expect((await desk.operation(first.operation)).steps['announce']?.is).toBe('done');
    expect(desk.world.registry.truth('@awell-health/navi-core')?.distTags['latest']).toBe('1.1.0');
  });
});

it('a rollback right after a release sees latest where it is, though readers are still shown where it was', async () => {
  desk.letWorkflowRun();
  await releaseIt();
  const was = desk.world.registry.truth('@awell-health/navi-core');
  desk.world.registry.setLag(1_000);
  desk.world.registry.moveTag('@awell-health/navi-core', 'latest', '1.1.0');
  await desk.world.registry.moveDistTag({ name: '@awell-health/navi-core', tag: 'latest', version: '1.2.0' });
  expect((await desk.world.registry.package('@awell-health/navi-core'))?.distTags['latest']).toBe('1.1.0');
  expect(was?.distTags['latest']).toBe('1.2.0');

  await desk.use.rollBack(bareRollback());
  await desk.work(60_000);

  expect(desk.world.registry.truth('@awell-health/navi-core')?.distTags['latest']).toBe('1.1.0');
});

function bareRollback() {
  return {
    target: undefined,
    reason: undefined,
    cdnOnly: false,
    caller: desk.caller('cleo'),
    place: { is: 'terminal' as const },
  };
}

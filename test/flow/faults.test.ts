import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loaderText } from '../fakes/story.ts';
import { carryRelease } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

function expectOnce(): void {
  const { world } = desk;
  expect(world.scm.tags.has('v1.2.0')).toBe(true);
  expect(world.scm.runs.filter((run) => run.conclusion === 'success')).toHaveLength(1);
  expect(Buffer.from(world.objects.live.get('v1/navi-loader.js')?.bytes ?? []).toString()).toBe(
    loaderText('1.2.0'),
  );
  expect(world.registry.truth('@awell-health/navi-core')?.distTags['latest']).toBe('1.2.0');
  expect(world.scm.releases.size).toBe(1);
}

describe('every write, lost on its way', () => {
  it.each([
    ['scm', 'createTag'],
    ['scm', 'dispatch'],
    ['scm', 'createRelease'],
    ['objects', 'copy'],
    ['cdn', 'purge'],
    ['registry', 'moveDistTag'],
  ] as const)('%s.%s took effect, the answer was lost: done, once', async (port, call) => {
    desk.letWorkflowRun();
    accept(port, call);

    const done = await carryRelease(desk);

    expect(done.state.is).toBe('done');
    expectOnce();
  });

  it.each([
    ['scm', 'createTag'],
    ['scm', 'dispatch'],
    ['scm', 'createRelease'],
    ['objects', 'copy'],
    ['cdn', 'purge'],
    ['registry', 'moveDistTag'],
  ] as const)('%s.%s never arrived and nobody can say: done, once', async (port, call) => {
    desk.letWorkflowRun();
    fail(port, call, 'unknown');

    const done = await carryRelease(desk);

    expect(done.state.is).toBe('done');
    expectOnce();
  });

  it.each([
    ['scm', 'dispatch'],
    ['objects', 'copy'],
    ['registry', 'moveDistTag'],
  ] as const)('%s.%s was rate-limited: waits and is done', async (port, call) => {
    desk.letWorkflowRun();
    fail(port, call, 'rate-limited');

    expect((await carryRelease(desk)).state.is).toBe('done');
    expectOnce();
  });

  it.each([
    ['scm', 'createTag', 'tag'],
    ['scm', 'dispatch', 'dispatch'],
    ['objects', 'copy', 'swap-pointer'],
    ['registry', 'moveDistTag', 'latest:@awell-health/navi-core'],
  ] as const)('%s.%s was refused: stops at %s, and a retry finishes it', async (port, call, step) => {
    desk.letWorkflowRun();
    fail(port, call, 'refused');
    const stopped = await carryRelease(desk);
    expect(stopped.state).toMatchObject({ is: 'stopped', how: 'failed', step });

    expect(await desk.use.retry(await desk.click(stopped, 'ada'))).toMatchObject({ is: 'accepted' });
    await desk.work();

    expect((await desk.operation(stopped.id)).state.is).toBe('done');
    expectOnce();
  });
});

describe('the workflow run', () => {
  it('is watched to its failure, and a retry reruns the failed jobs of the same run', async () => {
    const { scm } = desk.world;
    scm.onRun((run) => {
      if (run.attempt === 1)
        scm.finishRun(run.id, { claim: 'success', build: 'failure', publish: 'skipped' });
      else void desk.world.runWorkflow(run);
    });
    const stopped = await carryRelease(desk);
    expect(stopped.state).toMatchObject({
      is: 'stopped',
      step: 'watch-run',
      trouble: { code: 'run-failed' },
    });

    await desk.use.retry(await desk.click(stopped, 'ben'));
    await desk.work();

    expect((await desk.operation(stopped.id)).state.is).toBe('done');
    expect(scm.callsOf('dispatch')).toHaveLength(1);
    expect(scm.callsOf('rerunFailedJobs')).toHaveLength(1);
  });

  it('that skipped an expected job is a failure', async () => {
    const { world } = desk;
    world.scm.onRun(
      (run) => void world.runWorkflow(run, { claim: 'success', build: 'success', publish: 'skipped' }),
    );

    expect((await carryRelease(desk)).state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'job-skipped' },
    });
    expect(world.objects.callsOf('copy')).toEqual([]);
  });

  it('is not dispatched again before the whole reconcile window has shown nothing', async () => {
    const { world } = desk;
    world.scm.setTellsRun(false);
    desk.letWorkflowRun();
    world.scm.failNext('dispatch', 'unknown');
    const before = world.clock.now().getTime();

    const done = await carryRelease(desk);

    expect(done.state.is).toBe('done');
    expect(world.scm.callsOf('dispatch')).toHaveLength(2);
    expect(world.clock.now().getTime() - before).toBeGreaterThan(desk.ground.settings.deadlines.reconcile);
  });
});

describe('bytes and drift', () => {
  it('stops before the pointer moves when the pinned object is not what the build reported', async () => {
    const { world } = desk;
    world.scm.onRun(async (run) => {
      await world.runWorkflow(run);
      world.objects.put({ path: 'v1.2.0/navi-loader.js', text: 'something else' });
    });

    expect((await carryRelease(desk)).state).toMatchObject({
      is: 'stopped',
      step: 'verify-pinned',
      trouble: { code: 'bytes-differ' },
    });
    expect(world.objects.callsOf('copy')).toEqual([]);
  });

  it('is held when somebody else moves the pointer after the first write', async () => {
    const { world } = desk;
    world.scm.onRun(async (run) => {
      await world.runWorkflow(run);
      world.objects.put({ path: 'v1/navi-loader.js', text: 'somebody was here' });
    });

    expect((await carryRelease(desk)).state).toMatchObject({
      is: 'stopped',
      how: 'held',
      step: 'swap-pointer',
      trouble: { code: 'drift' },
    });
  });

  it('is propagating, neither done nor failed, while a probe serves old bytes, then held at the deadline', async () => {
    const { world } = desk;
    desk.letWorkflowRun();
    world.edge.cut('probe-b');
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work(120_000);
    const waiting = await desk.operation(asked.id);
    expect(waiting.state.is).toBe('running');
    expect(waiting.steps['verify-edge']).toMatchObject({ is: 'pending' });
    expect(waiting.steps['latest:@awell-health/navi-js']).toMatchObject({ is: 'waiting' });
    expect(waiting.steps['read-back']).toMatchObject({ is: 'waiting' });

    await desk.work(900_000);

    expect((await desk.operation(asked.id)).state).toMatchObject({
      step: 'verify-edge',
      trouble: { code: 'deadline' },
    });
    world.edge.mend('probe-b');
    await desk.use.retry(await desk.click(asked, 'ben'));
    await desk.work();
    expect((await desk.operation(asked.id)).state.is).toBe('done');
  });

  it('says what stays when a stopped release is abandoned, and frees its surfaces', async () => {
    desk.world.scm.onRun((run) => desk.world.scm.finishRun(run.id, { claim: 'success', build: 'failure' }));
    const stopped = await carryRelease(desk);

    await desk.use.abandon(await desk.click(stopped, 'ada'));

    expect((await desk.operation(stopped.id)).state).toMatchObject({ is: 'abandoned' });
    const surfaces = await desk.store.transaction((tx) => tx.surfaces.all());
    expect(surfaces.filter((surface) => surface.heldBy !== null)).toEqual([]);
  });
});

function accept(port: 'scm' | 'objects' | 'cdn' | 'registry', call: string): void {
  const { world } = desk;
  if (port === 'scm') world.scm.acceptThenFail(call as 'createTag');
  if (port === 'objects') world.objects.acceptThenFail(call as 'copy');
  if (port === 'cdn') world.cdn.acceptThenFail(call as 'purge');
  if (port === 'registry') world.registry.acceptThenFail(call as 'moveDistTag');
}

function fail(
  port: 'scm' | 'objects' | 'cdn' | 'registry',
  call: string,
  kind: 'unknown' | 'refused' | 'rate-limited',
): void {
  const { world } = desk;
  if (port === 'scm') world.scm.failNext(call as 'createTag', kind);
  if (port === 'objects') world.objects.failNext(call as 'copy', kind);
  if (port === 'cdn') world.cdn.failNext(call as 'purge', kind);
  if (port === 'registry') world.registry.failNext(call as 'moveDistTag', kind);
}

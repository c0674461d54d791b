import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryRelease } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

function expectOnce(): void {
  const { world } = app;
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
    app.letWorkflowRun();
    accept(port, call);

    const done = await carryRelease(app);

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
  ] as const)('%s.%s never arrived and its fate is unknown: done, once', async (port, call) => {
    app.letWorkflowRun();
    fail(port, call, 'unknown');

    const done = await carryRelease(app);

    expect(done.state.is).toBe('done');
    expectOnce();
  });

  it.each([
    ['scm', 'dispatch'],
    ['objects', 'copy'],
    ['registry', 'moveDistTag'],
  ] as const)('%s.%s was rate-limited: waits and is done', async (port, call) => {
    app.letWorkflowRun();
    fail(port, call, 'rate-limited');

    expect((await carryRelease(app)).state.is).toBe('done');
    expectOnce();
  });

  it.each([
    ['scm', 'createTag', 'tag'],
    ['scm', 'dispatch', 'dispatch'],
    ['objects', 'copy', 'swap-pointer'],
    ['registry', 'moveDistTag', 'latest:@awell-health/navi-core'],
  ] as const)('%s.%s was refused: stops at %s, and a retry finishes it', async (port, call, step) => {
    app.letWorkflowRun();
    fail(port, call, 'refused');
    const stopped = await carryRelease(app);
    expect(stopped.state).toMatchObject({ is: 'stopped', how: 'failed', step });

    expect(await app.use.retry(await app.click(stopped, 'ada'))).toMatchObject({ is: 'accepted' });
    await app.work();

    expect((await app.operation(stopped.id)).state.is).toBe('done');
    expectOnce();
  });
});

describe('the workflow run', () => {
  it('is watched to its failure, and a retry reruns the failed jobs of the same run', async () => {
    const { scm } = app.world;
    scm.onRun((run) => {
      if (run.attempt === 1)
        scm.finishRun(run.id, { claim: 'success', build: 'failure', publish: 'skipped' });
      else void app.world.runWorkflow(run);
    });
    const stopped = await carryRelease(app);
    expect(stopped.state).toMatchObject({
      is: 'stopped',
      step: 'watch-run',
      trouble: { code: 'run-failed' },
    });

    await app.use.retry(await app.click(stopped, 'ben'));
    await app.work();

    expect((await app.operation(stopped.id)).state.is).toBe('done');
    expect(scm.callsOf('dispatch')).toHaveLength(1);
    expect(scm.callsOf('rerunFailedJobs')).toHaveLength(1);
  });

  it('that skipped an expected job is a failure', async () => {
    const { world } = app;
    world.scm.onRun(
      (run) => void world.runWorkflow(run, { claim: 'success', build: 'success', publish: 'skipped' }),
    );

    expect((await carryRelease(app)).state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'job-skipped' },
    });
    expect(world.objects.callsOf('copy')).toEqual([]);
  });

  it('is not dispatched again before the whole reconcile window has shown nothing', async () => {
    const { world } = app;
    world.scm.setTellsRun(false);
    app.letWorkflowRun();
    world.scm.breakCall('dispatch', 'unknown');
    const before = world.clock.now().getTime();

    const done = await carryRelease(app);

    expect(done.state.is).toBe('done');
    expect(world.scm.callsOf('dispatch')).toHaveLength(2);
    expect(world.clock.now().getTime() - before).toBeGreaterThan(app.context.settings.deadlines.reconcile);
  });
});

describe('bytes and drift', () => {
  it('stops before the pointer moves when the pinned object is not what the build reported', async () => {
    const { world } = app;
    world.scm.onRun(async (run) => {
      await world.runWorkflow(run);
      world.objects.put({ path: 'v1.2.0/navi-loader.js', text: 'something else' });
    });

    expect((await carryRelease(app)).state).toMatchObject({
      is: 'stopped',
      step: 'verify-pinned',
      trouble: { code: 'bytes-differ' },
    });
    expect(world.objects.callsOf('copy')).toEqual([]);
  });

  it('is blocked when the pointer is moved from outside after the first write', async () => {
    const { world } = app;
    world.scm.onRun(async (run) => {
      await world.runWorkflow(run);
      world.objects.put({ path: 'v1/navi-loader.js', text: 'somebody was here' });
    });

    expect((await carryRelease(app)).state).toMatchObject({
      is: 'stopped',
      how: 'held',
      step: 'swap-pointer',
      trouble: { code: 'drift' },
    });
  });

  it('is propagating, neither done nor failed, while a probe serves old bytes, then held at the deadline', async () => {
    const { world } = app;
    app.letWorkflowRun();
    world.edge.cut('probe-b');
    const asked = await app.request();
    await app.approve(asked);
    await app.work(120_000);
    const waiting = await app.operation(asked.id);
    expect(waiting.state.is).toBe('running');
    expect(waiting.steps['verify-edge']).toMatchObject({ is: 'pending' });
    expect(waiting.steps['latest:@awell-health/navi-js']).toMatchObject({ is: 'waiting' });
    expect(waiting.steps['read-back']).toMatchObject({ is: 'waiting' });

    await app.work(900_000);

    expect((await app.operation(asked.id)).state).toMatchObject({
      step: 'verify-edge',
      trouble: { code: 'deadline' },
    });
    world.edge.mend('probe-b');
    await app.use.retry(await app.click(asked, 'ben'));
    await app.work();
    expect((await app.operation(asked.id)).state.is).toBe('done');
  });

  it('says what stays when a stopped release is abandoned, and frees its surfaces', async () => {
    app.world.scm.onRun((run) => app.world.scm.finishRun(run.id, { claim: 'success', build: 'failure' }));
    const stopped = await carryRelease(app);

    await app.use.abandon(await app.click(stopped, 'ada'));

    expect((await app.operation(stopped.id)).state).toMatchObject({ is: 'abandoned' });
    const surfaces = await app.store.transaction((tx) => tx.surfaces.all());
    expect(surfaces.filter((surface) => surface.heldBy !== null)).toEqual([]);
  });
});

function accept(port: 'scm' | 'objects' | 'cdn' | 'registry', call: string): void {
  const { world } = app;
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
  const { world } = app;
  if (port === 'scm') world.scm.breakCall(call as 'createTag', kind);
  if (port === 'objects') world.objects.breakCall(call as 'copy', kind);
  if (port === 'cdn') world.cdn.breakCall(call as 'purge', kind);
  if (port === 'registry') world.registry.breakCall(call as 'moveDistTag', kind);
}

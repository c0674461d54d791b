import { expect, test } from 'vitest';
import { createFakeClock } from './clock.ts';
import { createFakeObjects } from './objects.ts';
import { createFakeRegistry } from './registry.ts';
import { createFakeWorld } from './world.ts';

test('a manual clock fires waits in order and lets what they wake wait again', async () => {
  const clock = createFakeClock();
  const seen: string[] = [];
  void clock.wait(1_000).then(async () => {
    seen.push('first');
    await clock.wait(500);
    seen.push('third');
  });
  void clock.wait(1_200).then(() => seen.push('second'));
  await clock.advance(999);
  expect(seen).toEqual([]);
  await clock.advance(601);
  expect(seen).toEqual(['first', 'second', 'third']);
  expect(clock.waiting()).toBe(0);
});

test('a wait ends at once when its signal aborts, and an automatic clock passes by itself', async () => {
  const clock = createFakeClock();
  const stop = new AbortController();
  const waited = clock.wait(10_000, stop.signal);
  stop.abort();
  await waited;
  expect(clock.waiting()).toBe(0);
  clock.setMode('auto');
  await clock.wait(60_000);
  expect(clock.now().toISOString()).toBe('2026-11-23T09:01:00.000Z');
});

test('a fake fails as told, once, and records every call', async () => {
  const objects = createFakeObjects();
  const what = {
    path: 'a',
    bytes: Buffer.from('x'),
    contentType: 't',
    cacheControl: 'c',
    metadata: {},
  };
  objects.breakCall('create', 'rate-limited');
  await expect(objects.create(what)).rejects.toMatchObject({ facts: { kind: 'rate-limited' } });
  expect(objects.live.size).toBe(0);
  objects.acceptThenFail('create');
  await expect(objects.create(what)).rejects.toMatchObject({ facts: { kind: 'unknown' } });
  expect(objects.live.size).toBe(1);
  await expect(objects.create(what)).rejects.toMatchObject({ facts: { kind: 'conflict' } });
  expect(objects.calls.map((call) => call.broken)).toEqual(['refused-to-start', 'took-effect', null]);
});

test('a paused call waits for the test', async () => {
  const objects = createFakeObjects();
  const { reached, resume } = objects.pauseNext('stat');
  const answer = objects.stat('a');
  await reached;
  objects.put({ path: 'a', text: 'late' });
  resume();
  expect((await answer)?.size).toBe(4);
});

test('registry readers lag behind', async () => {
  const registry = createFakeRegistry();
  registry.setLag(2);
  registry.publish({ name: 'p', version: '1.0.0' });
  expect(await registry.package('p')).toBeUndefined();
  expect(await registry.tarball('p', '1.0.0')).toBeUndefined();
  expect((await registry.package('p'))?.distTags).toEqual({ latest: '1.0.0' });
});

test('the world holds together: a workflow run leaves what a release needs, and the edge is stale until the purge', async () => {
  const world = createFakeWorld();
  const { head } = await world.scm.defaultBranch();
  world.scm.putTag('v1.2.0', head);
  const { run: id } = await world.scm.dispatch({
    workflow: '.github/workflows/release.yml',
    ref: 'refs/tags/v1.2.0',
    inputs: { version: '1.2.0', commit: head, operation: 'rel_1' },
  });
  const run = world.scm.runs.find((each) => each.id === id);
  if (run === undefined) throw new Error('no run');
  await world.runWorkflow(run);
  const manifest = await world.objects.releaseManifest('v1.2.0/navi-release.json');
  expect(manifest?.packages.map((each) => each.version)).toEqual(['1.2.0', '1.2.0', '1.1.0']);
  expect(world.registry.truth('@awell-health/navi-js')?.distTags).toEqual({ latest: '1.1.0', next: '1.2.0' });

  const sees = async () =>
    new Set((await world.edge.look('v1/navi-loader.js')).map((r) => (r.is === 'bytes' ? r.sha384 : r.is)));
  const before = await sees();
  world.objects.put({ path: 'v1/navi-loader.js', text: 'new' });
  expect(await sees()).toEqual(before);
  const { operation } = await world.cdn.purge({ path: '/v1/navi-loader.js', requestId: 'r' });
  expect(await world.cdn.purgeStatus(operation)).toEqual({ is: 'done' });
  expect(await sees()).not.toEqual(before);
});

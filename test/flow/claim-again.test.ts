import { afterEach, beforeEach, expect, it } from 'vitest';
import { choose } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

it('a run that has the claim and may not be run again: the claim is opened for another run', async () => {
  const { scm } = desk.world;
  scm.onRun((run) => {
    if (run.id !== 1001) return void desk.world.runWorkflow(run);
    scm.claimFor(run);
    scm.finishRun(run.id, { claim: 'success', build: 'failure', publish: 'skipped' });
  });
  const asked = await desk.request();
  await desk.approve(asked);
  await desk.work(60_000);
  scm.failNext('rerunFailedJobs', 'refused');
  await choose(desk, 'retry', asked);
  await desk.work(60_000);
  expect((await desk.operation(asked.id)).state).toMatchObject({ trouble: { code: 'rerun-refused' } });
  const bound = scm.claims.get(asked.id);

  await choose(desk, 'retry', asked);
  await desk.work();

  const done = await desk.operation(asked.id);
  expect(done.state.is).toBe('done');
  expect(scm.runs.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
  const [dead, alive] = scm.runs;
  expect(alive?.inputs['claim']).not.toBe(dead?.inputs['claim']);
  expect(scm.callsOf('openClaim')).toMatchObject([[{ onto: null }], [{ onto: bound?.sha }]]);
  expect(scm.claims.get(asked.id)).toMatchObject({ claim: { state: 'bound', run: { id: 1002 } } });
  // Somebody runs the dead run again by hand.
  expect(dead !== undefined && scm.claimFor({ ...dead, attempt: 2 })).toBe(false);
});

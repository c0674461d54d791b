import { afterEach, beforeEach, expect, it } from 'vitest';
import { choose } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

it('a run that has the claim and may not be run again: the claim is opened for another run', async () => {
  const { scm } = app.world;
  scm.onRun((run) => {
    if (run.id !== 1001) return void app.world.runWorkflow(run);
    scm.claimFor(run);
    scm.finishRun(run.id, { claim: 'success', build: 'failure', publish: 'skipped' });
  });
  const asked = await app.request();
  await app.approve(asked);
  await app.work(60_000);
  scm.breakCall('rerunFailedJobs', 'refused');
  await choose(app, 'retry', asked);
  await app.work(60_000);
  expect((await app.operation(asked.id)).state).toMatchObject({ trouble: { code: 'rerun-refused' } });
  const bound = scm.claims.get(asked.id);

  await choose(app, 'retry', asked);
  await app.work();

  const done = await app.operation(asked.id);
  expect(done.state.is).toBe('done');
  expect(scm.runs.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
  const [dead, alive] = scm.runs;
  expect(alive?.inputs['claim']).not.toBe(dead?.inputs['claim']);
  expect(scm.callsOf('openClaim')).toMatchObject([[{ onto: null }], [{ onto: bound?.sha }]]);
  expect(scm.claims.get(asked.id)).toMatchObject({ claim: { state: 'bound', run: { id: 1002 } } });
  // A person runs the dead run again.
  expect(dead !== undefined && scm.claimFor({ ...dead, attempt: 2 })).toBe(false);
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunJob } from '../../../src/domain/run.ts';
import { onRunChanged } from '../../../src/features/release/on-run-changed.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** A release whose run waits for reviewers of the environment, with these jobs. */
async function waiting(jobs: readonly RunJob[]) {
  const { scm } = app.world;
  scm.onRun(async (run) => {
    await scm.claimFor(run);
    scm.setJobs(run.id, jobs);
    scm.setRun(run.id, { status: 'waiting' });
    scm.setPending(run.id, [{ environment: 'release', reviewers: ['dev-rao'], waitMinutes: 0 }]);
  });
  const asked = await app.request();
  await app.approve(asked);
  await app.work(30_000);
  return asked;
}

const job = (name: string, status: RunJob['status']): RunJob => ({
  id: name.length,
  name,
  url: 'https://github.example/job',
  status,
  conclusion: status === 'completed' ? 'success' : null,
  steps: [],
});

/** How often GitHub was asked for the run within this time. */
async function looksWithin(ms: number): Promise<number> {
  const before = app.world.scm.callsOf('run').length;
  for (let passed = 0; passed < ms; passed += 15_000) {
    await app.world.clock.advance(15_000);
    await app.work(1_000);
  }
  return app.world.scm.callsOf('run').length - before;
}

describe('a run that waits for people only', () => {
  it('is asked for once a minute at most, for hours', async () => {
    const { id } = await waiting([job('claim', 'completed'), job('publish', 'waiting')]);
    expect((await app.operation(id)).steps['watch-run']).toMatchObject({ person: { who: 'dev-rao' } });

    expect(await looksWithin(HOUR_MS)).toBeLessThanOrEqual(2 * 60);
  });

  it('is looked at at once when a webhook says that it moved, and often from then on', async () => {
    const { id } = await waiting([job('claim', 'completed'), job('publish', 'waiting')]);
    const [run] = app.world.scm.runs;
    if (run === undefined) throw new Error('there is no run');
    app.world.scm.setPending(run.id, []);
    await app.world.runWorkflow(run);

    await onRunChanged(app.context, { run: run.id, asksNavi: false });
    await app.work(5_000);

    expect((await app.operation(id)).steps['watch-run']?.is).toBe('done');
  });
});

it('a run of which another job goes on is asked for every few seconds', async () => {
  await waiting([job('build', 'in_progress'), job('publish', 'waiting')]);

  expect(await looksWithin(2 * MINUTE_MS)).toBeGreaterThan(6);
});

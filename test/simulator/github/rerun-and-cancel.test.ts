import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHAIN, SLOW } from './workflows.ts';
import {
  completed,
  conclusions,
  dispatch,
  logOf,
  REPO,
  runWith,
  startWorld,
  until,
  type World,
} from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'navi-github-child-'));
const file = join(folder, 'child');
let world: World;

beforeAll(async () => {
  world = await startWorld({ 'README.md': '' }, { vars: () => ({ CHILD: file }), cancelGraceSeconds: 1 });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

/** The process that the slow step has started, once it has said so. */
async function childOf(): Promise<number> {
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

/** A process that has ended and was not waited for is a zombie, and not alive. */
function isAlive(pid: number): boolean {
  expect(pid).toBeGreaterThan(1);
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a run', () => {
  test('a failing step ends its job, skips what needs it, and a rerun does only that again', async () => {
    const id = await runWith(world, CHAIN);
    expect(await completed(world, id)).toMatchObject({ conclusion: 'failure', run_attempt: 1 });
    expect(await conclusions(world, id)).toEqual({
      one: 'success',
      two: 'failure',
      three: 'skipped',
      always: 'success',
    });
    const { data } = await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id: id });
    const two = data.jobs.find((job) => job.name === 'two');
    expect(two?.steps?.slice(1, -1).map((step) => step.conclusion)).toEqual([
      'success',
      'failure',
      'skipped',
      'success',
      'success',
    ]);
    expect(await logOf(world, id, 'always')).toContain('two was failure');

    await world.octokit.rest.actions.reRunWorkflowFailedJobs({ ...REPO, run_id: id });
    expect(await completed(world, id)).toMatchObject({ id, conclusion: 'success', run_attempt: 2 });
    expect(await conclusions(world, id)).toEqual({
      one: 'success',
      two: 'success',
      three: 'success',
      always: 'success',
    });
    expect(await logOf(world, id, 'always')).toContain('two was success');
    const all = await world.octokit.rest.actions.listJobsForWorkflowRun({
      ...REPO,
      run_id: id,
      filter: 'all',
    });
    expect(all.data.jobs.map((job) => `${job.name} ${job.run_attempt}`).sort()).toEqual([
      'always 1',
      'always 2',
      'one 1',
      'three 1',
      'three 2',
      'two 1',
      'two 2',
    ]);
    const again = world.octokit.rest.actions.reRunWorkflowFailedJobs({ ...REPO, run_id: id });
    await expect(again).rejects.toMatchObject({ status: 403 });
  });

  test('a whole rerun does every job again', async () => {
    const id = await runWith(world, CHAIN.replace('!= 1', '!= 7'));
    await completed(world, id);
    await world.octokit.rest.actions.reRunWorkflow({ ...REPO, run_id: id });
    expect(await completed(world, id)).toMatchObject({ run_attempt: 2, conclusion: 'success' });
    const { data } = await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id: id });
    expect(new Set(data.jobs.map((job) => job.run_attempt))).toEqual(new Set([2]));
  });

  test('a cancelled run kills the whole process group, cleans up, and starts nothing more', async () => {
    const id = await runWith(world, SLOW);
    const list = async () =>
      (await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id: id })).data.jobs;
    const child = await until(childOf, (pid) => pid > 0);
    await world.octokit.rest.actions.cancelWorkflowRun({ ...REPO, run_id: id });
    expect(await completed(world, id)).toMatchObject({ conclusion: 'cancelled' });
    const steps = (await list())[0]?.steps?.map((step) => [step.name, step.conclusion]);
    expect(steps?.slice(1, -1)).toEqual([
      ['Sleep', 'cancelled'],
      ['Next', 'skipped'],
      ['Clean', 'success'],
    ]);
    expect(await conclusions(world, id)).toEqual({ slow: 'cancelled', after: 'skipped' });
    expect(isAlive(child)).toBe(false);
    const again = world.octokit.rest.actions.cancelWorkflowRun({ ...REPO, run_id: id });
    await expect(again).rejects.toMatchObject({ status: 409 });
  });

  test('can be cancelled at any instant', async () => {
    for (const pauseMs of [0, 5, 20, 60, 120]) {
      const id = await runWith(world, SLOW);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      await world.octokit.rest.actions.cancelWorkflowRun({ ...REPO, run_id: id });
      expect(await completed(world, id)).toMatchObject({ conclusion: 'cancelled' });
    }
  });

  test('one run of a concurrency group is under way, the next waits', async () => {
    const first = await runWith(world, SLOW);
    const second = await dispatch(world);
    const state = async (run_id: number) =>
      (await world.octokit.rest.actions.getWorkflowRun({ ...REPO, run_id })).data.status;
    await until(
      () => state(first),
      (status) => status === 'in_progress',
    );
    expect(await state(second)).toBe('pending');
    await world.octokit.rest.actions.cancelWorkflowRun({ ...REPO, run_id: first });
    await until(
      () => state(second),
      (status) => status === 'in_progress',
    );
    await world.octokit.rest.actions.cancelWorkflowRun({ ...REPO, run_id: second });
    await completed(world, second);
  });
});

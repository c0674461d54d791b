import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAIR } from './workflows.ts';
import { completed, dispatch, REPO, startWorld, WORKFLOW, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ [WORKFLOW]: PAIR }, { pace: { workflow: 'canned' } });
  world.git('tag', 'v1.2.0', 'main');
  await completed(world, await dispatch(world, { version: '1.2.0', operation: 'op_1' }, 'v1.2.0'));
  world.commit({ 'more.txt': '1' });
  await completed(world, await dispatch(world, { version: '1' }));
  await world.control('jobs', { job: 'publish', conclusion: 'failure' });
  await completed(world, await dispatch(world, { version: '1' }));
});
afterAll(() => world.close());

describe('runs', () => {
  test('are found by event, status, branch, commit and time', async () => {
    const list = async (filter: Record<string, string>) => {
      const answer = await world.octokit.rest.actions.listWorkflowRuns({
        ...REPO,
        workflow_id: 'release.yml',
        ...filter,
      });
      return answer.data.total_count;
    };
    const all = await list({});
    expect(all).toBe(3);
    expect(await list({ branch: 'v1.2.0', event: 'workflow_dispatch' })).toBe(1);
    expect(await list({ event: 'push' })).toBe(0);
    expect(await list({ head_sha: world.git('rev-parse', 'v1.2.0') })).toBe(1);
    expect(await list({ created: '>=2020-01-01T00:00:00Z' })).toBe(all);
    expect(await list({ created: '>=2100-01-01T00:00:00Z' })).toBe(0);
    expect(await list({ status: 'failure' })).toBe(1);
    expect(await list({ status: 'completed' })).toBe(all);
  });

  test('the jobs are check runs of the commit too', async () => {
    const { data } = await world.octokit.rest.checks.listForRef({ ...REPO, ref: 'v1.2.0', per_page: 100 });
    expect(data.check_runs.map((check) => check.name)).toEqual(expect.arrayContaining(['ci', 'publish']));
  });

  test('a run that has not changed is 304', async () => {
    const run_id = await dispatch(world, { version: '1' });
    await completed(world, run_id);
    const { headers } = await world.octokit.rest.actions.getWorkflowRun({ ...REPO, run_id });
    const again = world.octokit.rest.actions.getWorkflowRun({
      ...REPO,
      run_id,
      headers: { 'if-none-match': headers.etag ?? '' },
    });
    await expect(again).rejects.toMatchObject({ status: 304 });
    const jobs = await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id });
    const jobsAgain = world.octokit.rest.actions.listJobsForWorkflowRun({
      ...REPO,
      run_id,
      headers: { 'if-none-match': jobs.headers.etag ?? '' },
    });
    await expect(jobsAgain).rejects.toMatchObject({ status: 304 });
  });

  test('show in the state of the world panel', async () => {
    const state: unknown = await (await fetch(`${world.url}/_control/state`)).json();
    expect(state).toMatchObject({
      repo: 'awell-health/navi',
      tags: [{ name: 'v1.2.0', commit: world.git('rev-parse', 'v1.2.0') }],
      runs: expect.arrayContaining([
        expect.objectContaining({
          title: 'Release 1.2.0 (op_1)',
          jobs: expect.arrayContaining([expect.objectContaining({ name: 'publish', conclusion: 'success' })]),
        }),
      ]),
    });
  });
});

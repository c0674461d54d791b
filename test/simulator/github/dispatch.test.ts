import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAIR } from './workflows.ts';
import {
  completed,
  conclusions,
  dispatch,
  REPO,
  runOf,
  startWorld,
  until,
  WORKFLOW,
  type World,
} from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld(
    {
      [WORKFLOW]: PAIR,
      'README.md': '# Navi\n',
      '.github/workflows/ci.yml':
        'name: CI\non: pull_request\njobs: { a: { runs-on: x, steps: [{ run: "true" }] } }\n',
    },
    { pace: { workflow: 'canned' } },
  );
  world.git('tag', 'v1.2.0', 'main');
});
afterAll(() => world.close());

const send = (workflow_id: string, ref: string, inputs: Record<string, string> = {}) =>
  world.octokit.rest.actions.createWorkflowDispatch({ ...REPO, workflow_id, ref, inputs });

describe('a dispatch', () => {
  test('answers 204 and nothing, or the run when it is asked to', async () => {
    const plain = await send('release.yml', 'main', { version: '1' });
    expect(plain.status).toBe(204);
    const id = await dispatch(world, { version: '1.2.0', operation: 'op_1' }, 'v1.2.0');
    const run = await runOf(world, id);
    expect(run).toMatchObject({
      id,
      display_title: 'Release 1.2.0 (op_1)',
      event: 'workflow_dispatch',
      head_branch: 'v1.2.0',
      head_sha: world.git('rev-parse', 'v1.2.0'),
      run_attempt: 1,
      path: WORKFLOW,
    });
    expect(run.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    await completed(world, id);
  });

  test.each([
    ['a ref that is not there', 'release.yml', 'v9.9.9', { version: '1' }, 'No ref found for: v9.9.9'],
    [
      'an input that is not declared',
      'release.yml',
      'main',
      { version: '1', x: '1' },
      'Unexpected inputs provided: ["x"]',
    ],
    ['a missing input', 'release.yml', 'main', {}, "Required input 'version' not provided"],
    [
      'a choice that is none',
      'release.yml',
      'main',
      { version: '1', channel: 'x' },
      "Provided value 'x' for input 'channel' not in the list of allowed values",
    ],
    [
      'a workflow without the trigger',
      'ci.yml',
      'main',
      {},
      "Workflow does not have 'workflow_dispatch' trigger",
    ],
  ])('%s is 422', async (_what, workflow, ref, inputs, message) => {
    const call = send(workflow, ref, inputs);
    await expect(call).rejects.toMatchObject({ status: 422, response: { data: { message } } });
  });

  test('a commit is no ref, a workflow that is not there is 404, and 26 inputs are too many', async () => {
    await expect(send('release.yml', world.git('rev-parse', 'main'), { version: '1' })).rejects.toMatchObject(
      { status: 422 },
    );
    await expect(send('other.yml', 'main')).rejects.toMatchObject({ status: 404 });
    const many = Object.fromEntries(Array.from({ length: 26 }, (_, at) => [`i${at}`, '']));
    await expect(send('release.yml', 'main', many)).rejects.toMatchObject({ status: 422 });
  });

  test('what the workflow is at the ref counts, not what it is on main', async () => {
    world.commit(
      { [WORKFLOW]: PAIR.replace('operation: {', 'other: {').replace('inputs.operation', 'inputs.other') },
      { branch: 'old' },
    );
    await expect(send('release.yml', 'old', { version: '1', operation: 'x' })).rejects.toMatchObject({
      status: 422,
    });
    world.commit({ [WORKFLOW]: PAIR });
  });

  test('a workflow that this runner cannot run is refused with the reason', async () => {
    world.commit(
      {
        [WORKFLOW]: PAIR.replace(
          '    needs: build',
          '    needs: build\n    strategy: { matrix: { a: [1] } }',
        ),
      },
      { branch: 'matrix' },
    );
    await expect(send('release.yml', 'matrix', { version: '1' })).rejects.toMatchObject({
      status: 422,
      response: { data: { message: expect.stringContaining('strategy') } },
    });
    world.commit({ [WORKFLOW]: PAIR });
  });
});

describe('a canned run', () => {
  test('walks through jobs and steps without doing anything', async () => {
    const id = await dispatch(world, { version: '1' });
    expect(await completed(world, id)).toMatchObject({ conclusion: 'success' });
    expect(await conclusions(world, id)).toEqual({ 'Build 1': 'success', publish: 'success' });
    const { data } = await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id: id });
    expect(data.jobs[0]?.steps?.map((step) => [step.name, step.conclusion])).toEqual([
      ['Set up job', 'success'],
      ['Run actions/checkout@v4', 'success'],
      ['Write notes', 'success'],
      ['Run mytool', 'success'],
      ['Run echo never', 'skipped'],
      ['Complete job', 'success'],
    ]);
  });

  test('takes the time of its pace, and a job that waits is not listed yet', async () => {
    await world.control('pace', { stepSeconds: 600 });
    const run_id = await dispatch(world, { version: '1' });
    const list = async () =>
      (await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id })).data.jobs;
    const jobs = await until(list, ([job]) => job?.steps?.[1]?.status === 'in_progress');
    expect(jobs).toMatchObject([{ name: 'Build 1', status: 'in_progress', conclusion: null }]);
    await world.control('pace', { stepSeconds: 0 });
    expect((await world.octokit.rest.actions.cancelWorkflowRun({ ...REPO, run_id })).status).toBe(202);
    expect(await completed(world, run_id)).toMatchObject({ conclusion: 'cancelled' });
  });

  test('a job fails or is skipped as the control door says, and what needs it is skipped', async () => {
    await world.control('jobs', { job: 'publish', conclusion: 'failure' });
    const failed = await dispatch(world, { version: '1' });
    expect(await completed(world, failed)).toMatchObject({ conclusion: 'failure' });
    expect(await conclusions(world, failed)).toEqual({ 'Build 1': 'success', publish: 'failure' });
    await world.control('jobs', { job: 'build', conclusion: 'skipped' });
    const skipped = await dispatch(world, { version: '1' });
    await completed(world, skipped);
    expect(await conclusions(world, skipped)).toEqual({ 'Build 1': 'skipped', publish: 'skipped' });
    const free = await dispatch(world, { version: '1' });
    expect(await completed(world, free)).toMatchObject({ conclusion: 'success' });
  });
});

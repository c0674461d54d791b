import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

const PROTECTED = `
name: Release
on: { workflow_dispatch: {} }
jobs:
  build: { runs-on: x, steps: [{ run: 'true' }] }
  publish:
    needs: build
    runs-on: x
    environment: { name: release, url: 'https://cdn.example' }
    steps: [{ run: 'echo "::error title=navi ci::left%0Aover"; exit 3' }]
`;

let world: World;
beforeAll(async () => {
  world = await startWorld(
    { [WORKFLOW]: PROTECTED },
    {
      pace: { workflow: 'canned' },
      environments: [{ name: 'release', reviewers: ['dev-rao'], waitSeconds: 0, apps: ['navi[bot]'] }],
      tagRules: [{ pattern: 'v*', bypass: ['navi[bot]'] }],
    },
  );
});
afterAll(() => world.close());

const dev = () => world.as('ghp_simulated_dev');

async function waiting(): Promise<number> {
  const run = await dispatch(world);
  await until(
    () => runOf(world, run),
    ({ status }) => status === 'waiting',
  );
  return run;
}

async function reviewAsDev(run_id: number, state: 'approved' | 'rejected') {
  const { data } = await dev().rest.actions.getPendingDeploymentsForRun({ ...REPO, run_id });
  const environment_ids = data.map(({ environment }) => environment.id ?? 0);
  return dev().rest.actions.reviewPendingDeploymentsForRun({
    ...REPO,
    run_id,
    environment_ids,
    state,
    comment: '',
  });
}

function answerAsNavi(run_id: number, state: 'approved' | 'rejected') {
  return world.octokit.rest.actions.reviewCustomGatesForRun({
    ...REPO,
    run_id,
    environment_name: 'release',
    state,
    comment: 'by Navi',
  });
}

describe('a job in a protected environment', () => {
  test('waits until a reviewer and the App have both let it pass', async () => {
    const run = await waiting();
    const { data: jobs } = await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id: run });
    expect(jobs.jobs.map(({ name, status }) => [name, status])).toEqual([
      ['build', 'completed'],
      ['publish', 'waiting'],
    ]);
    const { data } = await dev().rest.actions.getPendingDeploymentsForRun({ ...REPO, run_id: run });
    expect(data).toMatchObject([
      { environment: { name: 'release' }, current_user_can_approve: true, reviewers: [{ type: 'User' }] },
    ]);
    await answerAsNavi(run, 'approved');
    expect((await runOf(world, run)).status).toBe('waiting');
    await reviewAsDev(run, 'approved');
    expect(await completed(world, run)).toMatchObject({ conclusion: 'success' });
  });

  test.each([
    ['the App', (run: number) => answerAsNavi(run, 'rejected')],
    ['a reviewer', (run: number) => reviewAsDev(run, 'rejected')],
  ] as const)('fails its run when %s rejects it', async (_who, reject) => {
    const run = await waiting();
    await reject(run);
    expect(await completed(world, run)).toMatchObject({ conclusion: 'failure' });
    expect(await conclusions(world, run)).toEqual({ build: 'success', publish: 'failure' });
  });

  test('is approved by no other account, and only while it waits', async () => {
    const run = await waiting();
    const asDev = dev().rest.actions.reviewCustomGatesForRun({
      ...REPO,
      run_id: run,
      environment_name: 'release',
      state: 'approved',
      comment: '',
    });
    await expect(asDev).rejects.toMatchObject({ status: 403 });
    await world.octokit.rest.actions.cancelWorkflowRun({ ...REPO, run_id: run });
    expect(await completed(world, run)).toMatchObject({ conclusion: 'cancelled' });
    await expect(answerAsNavi(run, 'approved')).rejects.toMatchObject({ status: 422 });
  });

  test('the rules of an environment can be read; one that is not there is 404', async () => {
    const name = { ...REPO, environment_name: 'release' };
    const { data } = await world.octokit.rest.repos.getEnvironment(name);
    expect(data.protection_rules).toMatchObject([{ type: 'required_reviewers' }]);
    const rules = await world.octokit.rest.repos.getAllDeploymentProtectionRules(name);
    expect(rules.data.custom_deployment_protection_rules).toMatchObject([
      { enabled: true, app: { slug: 'navi', id: 1 } },
    ]);
    const none = world.octokit.rest.repos.getEnvironment({ ...REPO, environment_name: 'none' });
    await expect(none).rejects.toMatchObject({ status: 404 });
  });

  test('waits for a timer alone', async () => {
    await world.control('environments', { name: 'release', waitSeconds: 1 });
    const begun = Date.now();
    const run = await waiting();
    await completed(world, run);
    expect(Date.now() - begun).toBeGreaterThan(900);
  });
});

describe('a run', () => {
  test('that never began has no jobs, and is not run again', async () => {
    await world.control('environments', { name: 'release' });
    await world.control('runs', { fate: 'startup_failure' });
    const run = await dispatch(world);
    expect(await completed(world, run)).toMatchObject({
      conclusion: 'startup_failure',
      display_title: WORKFLOW,
    });
    const { data } = await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id: run });
    expect(data.jobs).toEqual([]);
    const again = world.octokit.rest.actions.reRunWorkflow({ ...REPO, run_id: run });
    await expect(again).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('may be broken'),
    });
  });

  test('has the errors of its steps as annotations of the job’s check run', async () => {
    await world.control('pace', { workflow: 'real' });
    const run = await dispatch(world);
    await completed(world, run);
    await world.control('pace', { workflow: 'canned' });
    const { data } = await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id: run });
    const check_run_id = data.jobs.find(({ name }) => name === 'publish')?.id ?? 0;
    const found = await world.octokit.rest.checks.listAnnotations({ ...REPO, check_run_id });
    expect(found.data.map(({ annotation_level, message }) => [annotation_level, message])).toEqual([
      ['failure', 'left\nover'],
      ['failure', 'Process completed with exit code 3.'],
    ]);
  });
});

test('a ruleset keeps everybody but those who may bypass it from tags of this name', async () => {
  const sha = world.git('rev-parse', 'main');
  const make = (by: World['octokit'], ref: string) => by.rest.git.createRef({ ...REPO, ref, sha });
  await expect(make(dev(), 'refs/tags/v1.2.0')).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('Cannot create ref due to creations being restricted'),
  });
  await make(dev(), 'refs/tags/other');
  await make(world.octokit, 'refs/tags/v1.2.0');
  const move = dev().rest.git.updateRef({ ...REPO, ref: 'tags/v1.2.0', sha, force: true });
  await expect(move).rejects.toMatchObject({ status: 422 });
  await expect(dev().rest.git.deleteRef({ ...REPO, ref: 'tags/v1.2.0' })).rejects.toMatchObject({
    status: 422,
  });
  await world.control('rulesets', { enforced: false });
  await dev().rest.git.deleteRef({ ...REPO, ref: 'tags/v1.2.0' });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CannedJob } from '../../../simulator/github/index.ts';
import { completed, conclusions, dispatch, REPO, runOf, startWorld, WORKFLOW, type World } from './world.ts';

const CLAIMED = `
name: Release
on: { workflow_dispatch: { inputs: { operation: {} } } }
jobs:
  claim:
    runs-on: x
    outputs: { claimed: '\${{ steps.c.outputs.claimed }}' }
    steps: [{ id: c, run: navi ci claim }]
  publish:
    needs: claim
    if: needs.claim.outputs.claimed == 'true'
    runs-on: x
    steps: [{ run: navi ci publish }]
`;

let world: World;

/** Does what the workflow's commands would: the first run for an operation creates its ref with the run's token. */
const canned: CannedJob = async ({ key }, { run, token, apiUrl }) => {
  if (key !== 'claim') return { conclusion: 'success' };
  const answer = await fetch(`${apiUrl}/repos/awell-health/navi/git/refs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ref: `refs/navi/${run.inputs['operation']}`, sha: run.sha }),
  });
  if (answer.status !== 201 && answer.status !== 422) return { conclusion: 'failure' };
  return { conclusion: 'success', outputs: { claimed: String(answer.status === 201) } };
};

beforeAll(async () => {
  world = await startWorld({ [WORKFLOW]: CLAIMED }, { pace: { workflow: 'canned' }, canned });
});
afterAll(() => world.close());

describe('a canned run whose jobs act on the world', () => {
  test('two dispatches of one operation give one run with effects', async () => {
    const first = await dispatch(world, { operation: 'op_1' });
    await completed(world, first);
    const second = await dispatch(world, { operation: 'op_1' });
    await completed(world, second);
    expect(await conclusions(world, first)).toEqual({ claim: 'success', publish: 'success' });
    expect(await conclusions(world, second)).toEqual({ claim: 'success', publish: 'skipped' });
  });

  test("a repeated delivery of the dispatch makes two runs, and a run's token ends with it", async () => {
    await world.control('faults', { method: 'actions.createWorkflowDispatch', kind: 'duplicate' });
    const id = await dispatch(world, { operation: 'op_2' });
    await completed(world, id);
    const { data } = await world.octokit.rest.actions.listWorkflowRunsForRepo(REPO);
    expect(data.total_count).toBe(4);
    await expect(world.as(`ghs_run_${id}_1`).rest.repos.get(REPO)).rejects.toMatchObject({ status: 401 });
    expect((await runOf(world, id)).conclusion).toBe('success');
  });
});

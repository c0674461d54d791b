import { afterAll, beforeAll, expect, test } from 'vitest';
import { PAIR } from './workflows.ts';
import { completed, dispatch, REPO, startWorld, WORKFLOW, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ [WORKFLOW]: PAIR, 'README.md': '' });
});
afterAll(() => world.close());

const read = async (url: string) => (await fetch(url)).text();

test('the links of a run lead to pages, in which nothing from outside is markup', async () => {
  const run_id = await dispatch(world, { version: '<b>1</b>' });
  const run = await completed(world, run_id);
  expect(await read(run.html_url)).toContain('Release &lt;b&gt;1&lt;/b&gt; (none)');
  const { data } = await world.octokit.rest.actions.listJobsForWorkflowRun({ ...REPO, run_id });
  expect(await read(data.jobs[0]?.html_url ?? '')).toContain('tool ran');
  expect(await read(`${world.url}/awell-health/navi`)).toContain(run.html_url);
});

test('a release, an issue and a commit have pages', async () => {
  const release = await world.octokit.rest.repos.createRelease({
    ...REPO,
    tag_name: 'v1.0.0',
    body: '<script>',
  });
  expect(await read(release.data.html_url)).toContain('&lt;script&gt;');
  const issue = await world.octokit.rest.issues.create({
    ...REPO,
    title: 'Post-mortem',
    body: 'What happened',
  });
  expect(await read(issue.data.html_url)).toContain('What happened');
  const commit = await world.octokit.rest.repos.getCommit({ ...REPO, ref: 'main' });
  expect(await read(commit.data.html_url)).toContain('Begin');
  expect((await fetch(`${world.url}/awell-health/navi/issues/99`)).status).toBe(405);
});

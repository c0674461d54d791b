import { afterEach, beforeEach, expect, it } from 'vitest';
import { carryRelease } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { STORY_WORKFLOW } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

it('a job that the workflow gives a name is watched under that name', async () => {
  const { world } = app;
  const named = STORY_WORKFLOW.replace('  build: { ', '  build: { name: Build and test, ');
  const head = world.scm.push({ title: 'Name', files: { '.github/workflows/release.yml': named } });
  world.scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' }]);
  const ends = { claim: 'success', 'Build and test': 'success', publish: 'success' } as const;
  world.scm.onRun((run) => void world.runWorkflow(run, ends));

  expect((await carryRelease(app)).state.is).toBe('done');
});

it.each([
  ['success', 'done'],
  ['skipped', 'stopped'],
] as const)('a job whose name has an expression in it is looked for: %s', async (conclusion, is) => {
  const { world } = app;
  const name = "'Build $" + "{{ inputs.version }}'";
  const named = STORY_WORKFLOW.replace('  build: { ', `  build: { name: ${name}, `);
  const head = world.scm.push({ title: 'Name', files: { '.github/workflows/release.yml': named } });
  world.scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' }]);
  const ends = { claim: 'success', 'Build v1.2.0': conclusion, publish: 'success' } as const;
  world.scm.onRun((run) => void world.runWorkflow(run, ends));

  expect((await carryRelease(app)).state).toMatchObject({ is });
});

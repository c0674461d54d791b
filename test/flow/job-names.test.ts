import { afterEach, beforeEach, expect, it } from 'vitest';
import { STORY_WORKFLOW } from '../fakes/story.ts';
import { carryRelease } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

it('a job that the workflow gives a name is watched under that name', async () => {
  const { world } = desk;
  const named = STORY_WORKFLOW.replace('  build: { ', '  build: { name: Build and test, ');
  const head = world.scm.push({ title: 'Name', files: { '.github/workflows/release.yml': named } });
  world.scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' }]);
  const ends = { claim: 'success', 'Build and test': 'success', publish: 'success' } as const;
  world.scm.onRun((run) => void world.runWorkflow(run, ends));

  expect((await carryRelease(desk)).state.is).toBe('done');
});

it.each([
  ['success', 'done'],
  ['skipped', 'stopped'],
] as const)('a job whose name has an expression in it is looked for: %s', async (conclusion, is) => {
  const { world } = desk;
  const name = "'Build $" + "{{ inputs.version }}'";
  const named = STORY_WORKFLOW.replace('  build: { ', `  build: { name: ${name}, `);
  const head = world.scm.push({ title: 'Name', files: { '.github/workflows/release.yml': named } });
  world.scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' }]);
  const ends = { claim: 'success', 'Build v1.2.0': conclusion, publish: 'success' } as const;
  world.scm.onRun((run) => void world.runWorkflow(run, ends));

  expect((await carryRelease(desk)).state).toMatchObject({ is });
});

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

/** The story's workflow with this name for the job `build`, on the default branch, with green checks. */
function nameBuild(name: string): void {
  const { scm } = app.world;
  const named = STORY_WORKFLOW.replace('  build: { ', `  build: { name: "${name}", `);
  const head = scm.push({ title: 'Name', files: { '.github/workflows/release.yml': named } });
  scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' }]);
}

const MATRIX = '$' + '{{ matrix.os }}';

it.each([
  ['a matrix adds its values', 'Build', ['Build (linux, 24)', 'Build (mac, 24)'], 'success', 'done'],
  ['one of a matrix was skipped', 'Build', ['Build (linux, 24)', 'Build (mac, 24)'], 'skipped', 'stopped'],
  ['the matrix is in the name', `Build on ${MATRIX}`, ['Build on linux', 'Build on mac'], 'success', 'done'],
  [
    'a skipped matrix keeps the expression',
    `Build on ${MATRIX}`,
    [`Build on ${MATRIX}`],
    'skipped',
    'stopped',
  ],
  ['only the run knows it', MATRIX, ['linux', 'mac'], 'success', 'done'],
  ['only the run knows it, and it was skipped', MATRIX, ['linux'], 'skipped', 'done'],
] as const)('jobs of a run: %s', async (_, name, shown, conclusion, is) => {
  nameBuild(name);
  const jobs = Object.fromEntries(shown.map((job) => [job, conclusion]));
  app.world.scm.onRun(
    (run) => void app.world.runWorkflow(run, { claim: 'success', ...jobs, publish: 'success' }),
  );
  const released = await carryRelease(app);

  expect(released.state).toMatchObject({ is });
  const warnings = released.shown.verdicts.filter((verdict) => verdict.is === 'warn');
  const isWarned = JSON.stringify(warnings).includes('only the run knows the name of build');
  expect(isWarned).toBe(name === MATRIX);
});

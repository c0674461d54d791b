import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAIR } from './workflows.ts';
import {
  completed,
  conclusions,
  dispatch,
  logOf,
  runWith,
  startWorld,
  WORKFLOW,
  type World,
} from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld(
    { [WORKFLOW]: PAIR, 'README.md': '# Navi at its first commit\n' },
    {
      secrets: () => ({ NPM_TOKEN: 'npm_hush-hush' }),
      vars: () => ({ REGION: 'eu-west' }),
    },
  );
  world.git('tag', 'v1.2.0', 'main');
});
afterAll(() => world.close());

describe('a real run', () => {
  test('does the steps of the tag with their env, outputs, paths and contexts', async () => {
    const id = await dispatch(world, { version: '1.2.0' }, 'v1.2.0');
    expect(await completed(world, id)).toMatchObject({ conclusion: 'success' });

    const build = await logOf(world, id, 'Build 1.2.0');
    expect(build).toContain('level is step, token is ***, region is eu-west');
    expect(build).toContain(
      `at v1.2.0 ${world.git('rev-parse', 'v1.2.0')} of awell-health/navi by navi[bot]`,
    );
    expect(build).toContain('tool ran');
    expect(build).toContain('env is set, level is job, token is true');
    expect(build).toContain('# Navi at its first commit');
    expect(build).not.toContain('hush');
    expect(build).not.toContain('never\n');
    const publish = await logOf(world, id, 'publish');
    expect(publish).toContain('notes are first line');
    expect(publish).toContain('last line');
    expect(publish).toContain('token output is []');
  });

  test('a job whose `if` does not hold is skipped, and the run succeeds', async () => {
    const id = await runWith(world, PAIR, { version: '1', dry: 'true' });
    expect(await completed(world, id)).toMatchObject({ conclusion: 'success' });
    expect(await conclusions(world, id)).toEqual({ 'Build 1': 'success', publish: 'skipped' });
  });

  test('artifacts go from job to job', async () => {
    const id = await runWith(
      world,
      `
name: Release
on: { workflow_dispatch: {} }
jobs:
  make:
    runs-on: ubuntu-latest
    steps:
      - run: mkdir -p dist/deep && echo content > dist/deep/file.js && echo two > dist/two.js
      - { uses: actions/upload-artifact@v4, with: { name: bundle, path: dist, if-no-files-found: error } }
  take:
    needs: make
    runs-on: ubuntu-latest
    steps:
      - { uses: actions/download-artifact@v4, with: { name: bundle, path: got } }
      - run: cat got/deep/file.js got/two.js
  miss:
    needs: make
    runs-on: ubuntu-latest
    steps: [{ uses: actions/download-artifact@v4, with: { name: other } }]
`,
    );
    expect(await completed(world, id)).toMatchObject({ conclusion: 'failure' });
    expect(await conclusions(world, id)).toEqual({ make: 'success', take: 'success', miss: 'failure' });
    expect(await logOf(world, id, 'take')).toMatch(/content\n.* two\n/);
    expect(await logOf(world, id, 'miss')).toContain('Artifact not found for name: other');
  });

  test.each([
    [
      'an action it does not know',
      '{ uses: someone/else@v1 }',
      'someone/else@v1 is not built in this simulator',
    ],
    ['another shell', '{ shell: python, run: x }', 'shell: python is not built'],
    ['a malformed output', `{ run: 'echo nonsense >> "$GITHUB_OUTPUT"' }`, "Invalid format 'nonsense'"],
    ['a context that is not there', `{ run: 'echo \${{ nothing.here }}' }`, 'Unrecognized named-value'],
  ])('%s fails the step loudly', async (_what, step, said) => {
    const id = await runWith(
      world,
      `
name: Release
on: { workflow_dispatch: {} }
jobs: { a: { runs-on: x, steps: [${step}] } }
`,
    );
    expect(await completed(world, id)).toMatchObject({ conclusion: 'failure' });
    expect(await logOf(world, id, 'a')).toContain(said);
  });

  test('timeouts, forgiven failures, pipefail and working directories are as in Actions', async () => {
    const id = await runWith(
      world,
      `
name: Release
on: { workflow_dispatch: {} }
defaults: { run: { working-directory: sub } }
jobs:
  a:
    runs-on: x
    steps:
      - { working-directory: ., run: mkdir sub && echo here > sub/file }
      - { run: cat file }
      - { id: no, continue-on-error: true, run: exit 3 }
      - { run: 'echo "it was \${{ steps.no.outcome }}, counted as \${{ steps.no.conclusion }}"' }
      - { run: 'false | true' }
      - { id: pipe, continue-on-error: true, shell: bash, run: 'false | true' }
      - { run: 'echo "pipe \${{ steps.pipe.outcome }}"' }
  late:
    timeout-minutes: 0.005
    runs-on: x
    steps: [{ working-directory: ., run: sleep 60 }]
  fine:
    runs-on: x
    continue-on-error: true
    steps: [{ working-directory: ., run: exit 1 }]
`,
    );
    expect(await completed(world, id)).toMatchObject({ conclusion: 'timed_out' });
    expect(await conclusions(world, id)).toEqual({ a: 'success', late: 'timed_out', fine: 'failure' });
    const log = await logOf(world, id, 'a');
    expect(log).toContain('it was failure, counted as success');
    expect(log).toContain('pipe failure');
  });

  test('the control door fails a job before its first step', async () => {
    await world.control('jobs', { job: 'build', conclusion: 'failure' });
    const id = await runWith(world, PAIR, { version: '1' });
    await completed(world, id);
    expect(await conclusions(world, id)).toEqual({ 'Build 1': 'failure', publish: 'skipped' });
    expect(await logOf(world, id, 'Build 1')).not.toContain('level is');
  });
});

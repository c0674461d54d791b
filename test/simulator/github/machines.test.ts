import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { completed, conclusions, logOf, runWith, startWorld, WORKFLOW, type World } from './world.ts';

let world: World;

const NOTHING =
  'name: Release\non: { workflow_dispatch: {} }\njobs: { a: { runs-on: x, steps: [{ run: "true" }] } }\n';

beforeAll(async () => {
  const own = mkdtempSync(join(tmpdir(), 'navi-own-'));
  writeFileSync(join(own, 'navi'), '#!/bin/sh\necho I am navi\n', { mode: 0o755 });
  world = await startWorld({ [WORKFLOW]: NOTHING }, { path: [own] });
});
afterAll(() => world.close());

test('a hosted machine has no navi on its PATH, the company’s own has one', async () => {
  const id = await runWith(
    world,
    `
name: Release
on: { workflow_dispatch: {} }
jobs:
  own: { runs-on: navi-release, steps: [{ run: 'navi; echo on $RUNNER_ENVIRONMENT' }] }
  mixed: { runs-on: [self-hosted, linux], steps: [{ run: 'navi; echo on $RUNNER_ENVIRONMENT' }] }
  hosted: { runs-on: ubuntu-24.04, steps: [{ run: 'echo on $RUNNER_ENVIRONMENT; command -v navi esbuild' }] }
`,
  );

  expect(await completed(world, id)).toMatchObject({ conclusion: 'failure' });
  expect(await conclusions(world, id)).toEqual({ own: 'success', mixed: 'success', hosted: 'failure' });
  expect(await logOf(world, id, 'own')).toMatch(/I am navi\n.*on self-hosted/);
  expect(await logOf(world, id, 'mixed')).toContain('on self-hosted');
  const hosted = await logOf(world, id, 'hosted');
  expect(hosted).toContain('on github-hosted');
  expect(hosted).not.toMatch(/\/(navi|esbuild)$/m);
});

test('only a job with id-token: write may ask for a token, which says where it runs', async () => {
  const ask =
    'curl -s -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=npm:registry.npmjs.org" | node -pe "Buffer.from(JSON.parse(fs.readFileSync(0)).value.split(\'.\')[1], \'base64url\').toString()"';
  const id = await runWith(
    world,
    `
name: Release
on: { workflow_dispatch: {} }
permissions: { contents: read }
jobs:
  none: { runs-on: ubuntu-24.04, steps: [{ run: 'test -z "$ACTIONS_ID_TOKEN_REQUEST_URL$ACTIONS_ID_TOKEN_REQUEST_TOKEN"' }] }
  may:
    runs-on: ubuntu-24.04
    environment: release
    permissions: { id-token: write }
    steps: [{ run: '${ask.replaceAll("'", "''")}' }, { run: 'echo at $ACTIONS_ID_TOKEN_REQUEST_URL with $ACTIONS_ID_TOKEN_REQUEST_TOKEN' }]
  own:
    runs-on: navi-release
    permissions: write-all
    steps: [{ run: '${ask.replaceAll("'", "''")}' }]
`,
  );

  expect(await completed(world, id)).toMatchObject({ conclusion: 'success' });
  const may = await logOf(world, id, 'may');
  for (const claim of [
    '"aud":"npm:registry.npmjs.org"',
    '"sub":"repo:awell-health/navi:environment:release"',
    '"environment":"release"',
    '"runner_environment":"github-hosted"',
    `"job_workflow_ref":"awell-health/navi/${WORKFLOW}@refs/heads/main"`,
  ])
    expect(may).toContain(claim);
  const own = await logOf(world, id, 'own');
  expect(own).toContain('"sub":"repo:awell-health/navi:ref:refs/heads/main"');
  expect(own).toContain('"runner_environment":"self-hosted"');
  expect(own).not.toContain('"environment"');
  // The job is over, and so is its right.
  const [, url = '', token = ''] = /at (http\S+) with (\S+)/.exec(may) ?? [];
  const late = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  expect(late.status).toBe(401);
});

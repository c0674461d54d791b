import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningGithub, startGithub } from '../../simulator/github/index.ts';
import { bareExample, git } from '../simulator/seed/example.ts';
import { APPROVED, ci } from './ci.ts';

let github: RunningGithub;
let repository = '';
let head = '';

beforeAll(async () => {
  repository = await bareExample(await mkdtemp(join(tmpdir(), 'navi-claim-')));
  head = (await git(repository, ['rev-parse', 'main'])).trim();
  github = await startGithub({ repository });
});
afterAll(() => github.close());

function claim(operation: string, run: number, env: Record<string, string> = {}) {
  return ci({
    argv: ['claim'],
    env: {
      ...APPROVED,
      NAVI_COMMIT: head,
      NAVI_OPERATION: operation,
      GITHUB_SHA: head,
      GITHUB_REF: 'refs/tags/v1.2.0',
      GITHUB_RUN_ID: String(run),
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: 'awell-health/navi',
      GITHUB_TOKEN: 'ghs_simulated_navi',
      ...env,
    },
  });
}

async function breakCall(fault: { method: string; kind: string; times?: number }) {
  await fetch(`${github.url}/_control/faults`, { method: 'POST', body: JSON.stringify(fault) });
}

test('the first run has the operation, in all its attempts; a second run ends', async () => {
  expect((await claim('op_first', 11)).code).toBe(0);
  expect((await claim('op_first', 11, { GITHUB_RUN_ATTEMPT: '2' })).code).toBe(0);

  const second = await claim('op_first', 12);

  expect(second.code).toBe(1);
  expect(second.log).toContain(
    'Operation op_first belongs to run 11; this run (12) ends before it has done anything.',
  );
  expect(await git(repository, ['cat-file', '-p', 'refs/navi/op_first'])).toContain('run: 11');
});

test('of two runs at once exactly one has the operation', async () => {
  const ended = await Promise.all([claim('op_race', 21), claim('op_race', 22)]);

  expect(ended.map(({ code }) => code).sort()).toEqual([0, 1]);
});

test('a claim whose answer was lost is found', async () => {
  await breakCall({ method: 'git.createRef', kind: 'accept-then-reset' });

  expect((await claim('op_lost', 31)).code).toBe(0);
  expect((await claim('op_lost', 32)).code).toBe(1);
});

test('a claim that never arrived is made again', async () => {
  await breakCall({ method: 'git.createRef', kind: 'reset' });

  expect((await claim('op_reset', 41)).code).toBe(0);
});

test('a token that may not claim fails, and is not shown', async () => {
  const ended = await claim('op_denied', 51, { GITHUB_TOKEN: 'ghs_of_nobody' });

  expect(ended.code).toBe(1);
  expect(ended.log).toContain('github createClaim: refused');
  expect(ended.log).not.toContain('ghs_of_nobody');
});

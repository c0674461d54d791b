import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = join(import.meta.dirname, '../../examples/navi-monorepo/.github/workflows');
const Step = z.object({
  uses: z.string().optional(),
  name: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const Workflow = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      'runs-on': z.string(),
      environment: z.string().optional(),
      permissions: z.record(z.string(), z.string()).optional(),
      outputs: z.record(z.string(), z.string()).optional(),
      steps: z.array(Step),
    }),
  ),
});

describe.each(['ci.yml', 'release.yml'])('the example’s %s', (name) => {
  const { jobs } = Workflow.parse(parse(readFileSync(join(FOLDER, name), 'utf8')));
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it('names every action by its commit', () => {
    for (const { uses } of steps)
      if (uses !== undefined) expect(uses).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/);
  });

  it('leaves no credentials in the checkout', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const checkout of checkouts) expect(checkout.with?.['persist-credentials']).toBe(false);
  });

  it('runs no install scripts', () => {
    for (const { run } of steps)
      if (/\bnpm (ci|install)\b/.test(run ?? '')) expect(run).toContain('--ignore-scripts');
  });
});

it('the example runs pull requests on hosted runners, never on those that publish', () => {
  const { jobs } = Workflow.parse(parse(readFileSync(join(FOLDER, 'ci.yml'), 'utf8')));
  for (const job of Object.values(jobs)) expect(job['runs-on']).toMatch(/^ubuntu-/);
});

it('the example lets its claim job write to the repository, and no other', () => {
  const text = readFileSync(join(FOLDER, 'release.yml'), 'utf8');
  const { jobs } = Workflow.parse(parse(text));
  const writers = Object.entries(jobs).filter(([, job]) => job.permissions?.['contents'] === 'write');
  expect(writers.map(([name]) => name)).toEqual(['claim']);
  // A job that says nothing has what the workflow says; GitHub's own default may be to write.
  expect(parse(text)).toMatchObject({ permissions: { contents: 'read' } });
});

describe('the example publishes to npm as its trusted publisher', () => {
  const { jobs } = Workflow.parse(parse(readFileSync(join(FOLDER, 'release.yml'), 'utf8')));
  const { build, 'publish-npm': publishing } = jobs;
  const check = publishing?.steps.find(({ name }) => name?.startsWith('Check'));

  it('on a hosted machine, in the environment, with the right to an identity token and to nothing else', () => {
    expect(publishing).toMatchObject({
      'runs-on': 'ubuntu-24.04',
      environment: 'release',
      permissions: { contents: 'read', 'id-token': 'write' },
    });
  });

  it('with the bundle that Navi made before anything of the repository ran', () => {
    const [checkout, bundle] = build?.steps ?? [];
    expect(checkout?.uses).toMatch(/^actions\/checkout@/);
    expect(bundle?.run).toBe('navi ci bundle');
    expect(build?.outputs).toEqual({ 'navi-ci-sha256': `\${{ steps.navi-ci.outputs.sha256 }}` });
    expect(check?.env).toEqual({ NAVI_CI_SHA256: `\${{ needs.build.outputs.navi-ci-sha256 }}` });
  });

  it('and runs nothing of the artifact before it has checked it', () => {
    const runs = publishing?.steps.flatMap(({ run }) => run ?? []) ?? [];
    expect(runs[0]).toBe(check?.run);
    expect(runs.slice(1)).toEqual(['node release/navi-ci.mjs publish']);
  });

  it.each([
    ['its own digest', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 0],
    ['another digest', 'f'.repeat(64), 1],
    ['no digest', '', 1],
    ['words for a shell', 'x"; exit 0; echo "', 1],
  ])('a bundle with %s', (_what, digest, status) => {
    const cwd = mkdtempSync(join(tmpdir(), 'navi-check-'));
    mkdirSync(join(cwd, 'release'));
    writeFileSync(join(cwd, 'release/navi-ci.mjs'), 'abc');
    const env = { PATH: process.env['PATH'] ?? '', NAVI_CI_SHA256: digest };
    expect(spawnSync('bash', ['-e', '-c', check?.run ?? ''], { cwd, env }).status).toBe(status);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = join(import.meta.dirname, '../../examples/navi-monorepo/.github/workflows');
const Step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const Workflow = z.object({
  jobs: z.record(z.string(), z.object({ 'runs-on': z.string(), steps: z.array(Step) })),
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

import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { cleanEnvironment, run } from '../../../simulator/seed/run.ts';
import { runnerPath } from '../../../simulator/seed/runner-path.ts';
import { readBefore, readMain, type Tree } from '../../../simulator/seed/trees.ts';

async function trees(): Promise<Record<string, Tree>> {
  const main = await readMain();
  const v110 = await readBefore('v1.1.0', main);
  return { main, 'v1.1.0': v110, 'v1.0.0': await readBefore('v1.0.0', v110) };
}

test.each(['main', 'v1.1.0', 'v1.0.0'])(
  '%s installs offline, builds and passes its own tests',
  async (version) => {
    const work = await mkdtemp(join(tmpdir(), 'navi-example-'));
    for (const [path, bytes] of (await trees())[version] ?? []) {
      await mkdir(dirname(join(work, path)), { recursive: true });
      await writeFile(join(work, path), bytes);
    }
    const path = [...runnerPath(await mkdtemp(join(tmpdir(), 'navi-bin-'))), process.env['PATH'] ?? ''];
    const npm = (args: string[]) =>
      run('npm', args, { cwd: work, env: cleanEnvironment(path.join(delimiter)) });

    await npm(['ci', '--offline', '--no-audit', '--no-fund']);
    const said = (await npm(['test'])).toString('utf8');

    expect(said).toMatch(/pass 1\d\b/);
    expect(said).toMatch(/fail 0\b/);
    const loader = await readFile(join(work, 'packages/navi-loader/dist/navi-loader.js'), 'utf8');
    expect(loader).toContain(version === 'main' ? 'v1.2.0' : version);
  },
);

test('the lock needs nothing from outside', async () => {
  for (const tree of Object.values(await trees()))
    expect(tree.get('package-lock.json')?.toString('utf8')).not.toMatch(/https?:|integrity/);
});

const Workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  jobs: z.record(
    z.string(),
    z.object({ needs: z.unknown().optional(), steps: z.array(z.object({ run: z.string().optional() })) }),
  ),
});

test('the release workflow has one trigger, its jobs in order, and no data in its scripts', async () => {
  const text = (await readMain()).get('.github/workflows/release.yml')?.toString('utf8') ?? '';
  const { on, jobs } = Workflow.parse(parse(text));

  expect(Object.keys(on)).toEqual(['workflow_dispatch']);
  expect(Object.keys(jobs)).toEqual([
    'claim',
    'build',
    'upload-pinned',
    'publish-npm',
    'smoke-test',
    'release-manifest',
  ]);
  const scripts = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => step.run ?? []));
  expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  // Each job but the first waits for another: nothing goes out before the claim.
  expect(
    Object.entries(jobs)
      .filter(([, job]) => job.needs === undefined)
      .map(([key]) => key),
  ).toEqual(['claim']);
});

import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildReport, sri } from '../../src/ci/build-report.ts';
import { runPipeline } from '../../src/ci/index.ts';

/** A step of the workflow, as `navi ci` is run in it. */
export interface Step {
  argv: string[];
  env: Record<string, string>;
  cwd?: string;
}

export interface Ended {
  code: number;
  /** Everything that was written, line by line. */
  log: string;
}

export async function ci({ argv, env, cwd = '/' }: Step): Promise<Ended> {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  const inherited = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const code = await runPipeline(
    argv,
    { ...inherited, ...env },
    { out: keep, err: keep, cwd, writesApartMs: 0 },
  );
  return { code, log: lines.join('\n') };
}

const COMMIT = 'c'.repeat(40);

/** What the workflow's `env` always has. */
export const APPROVED = { NAVI_VERSION: '1.2.0', NAVI_COMMIT: COMMIT, NAVI_OPERATION: 'op_1' };

export interface Built {
  /** Of which commit; that of {@link APPROVED} unless it is said. */
  commit?: string;
  loader?: Buffer;
  packages?: { name: string; version: string; tarball: Buffer }[];
}

/** A folder into which the build's artifact was downloaded. */
export async function downloadedArtifact({
  commit = COMMIT,
  loader = LOADER,
  packages = [],
}: Built = {}): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'navi-artifact-'));
  const report: BuildReport = {
    schema: 1,
    version: APPROVED.NAVI_VERSION,
    commit,
    loader: { file: 'navi-loader.js', sha384: sri('sha384', loader), size: loader.length },
    packages: packages.map(({ name, version, tarball }, index) => ({
      name,
      version,
      integrity: sri('sha512', tarball),
      file: `${index}.tgz`,
    })),
  };
  await mkdir(join(cwd, 'release'));
  await writeFile(join(cwd, 'release/navi-loader.js'), loader);
  for (const [index, { tarball }] of packages.entries())
    await writeFile(join(cwd, `release/${index}.tgz`), tarball);
  await writeFile(join(cwd, 'release/build.json'), JSON.stringify(report));
  return cwd;
}

export const LOADER = Buffer.from('/*! navi-loader v1.2.0 */\n');

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SimulatedNpm } from '../../../simulator/npm/index.ts';

const run = promisify(execFile);

/** The npm that people have, logged in as `workflow`, with settings of its own. */
export interface NpmCli {
  dir: string;
  /** Runs a command in `cwd` and gives its output; throws what npm wrote when it failed. */
  npm(cwd: string, ...words: string[]): Promise<string>;
  close(): void;
}

export function openNpmCli({ url, tokens }: SimulatedNpm): NpmCli {
  const dir = mkdtempSync(join(tmpdir(), 'navi-npm-cli-'));
  const { host } = new URL(url);
  writeFileSync(
    join(dir, 'npmrc'),
    `registry=${url}\n//${host}/:_authToken=${tokens['workflow']}\ncache=${join(dir, 'cache')}\n`,
  );
  const env = {
    PATH: process.env['PATH'],
    HOME: dir,
    NPM_CONFIG_USERCONFIG: join(dir, 'npmrc'),
    NO_PROXY: '*',
  };
  return {
    dir,
    npm: async (cwd, ...words) => (await run('npm', [...words, '--no-update-notifier'], { cwd, env })).stdout,
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
}

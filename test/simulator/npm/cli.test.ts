import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SimulatedNpm, startNpm } from '../../../simulator/npm/index.ts';
import { controlOf } from '../../harness/world/control.ts';

const run = promisify(execFile);
const NAME = '@awell-health/navi-js';

let dir: string;
let registry: SimulatedNpm;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'navi-npm-cli-'));
  registry = await startNpm({ dataDir: dir });
  const { host } = new URL(registry.url);
  writeFileSync(
    join(dir, 'npmrc'),
    `registry=${registry.url}\n//${host}/:_authToken=${registry.tokens['workflow']}\ncache=${join(dir, 'cache')}\n`,
  );
});
afterAll(async () => {
  await registry.close();
  rmSync(dir, { recursive: true, force: true });
});

/** The npm that people have, with settings of this test only. */
async function npm(cwd: string, ...words: string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    HOME: dir,
    NPM_CONFIG_USERCONFIG: join(dir, 'npmrc'),
    NO_PROXY: '*',
  };
  return (await run('npm', [...words, '--no-update-notifier'], { cwd, env })).stdout;
}

it('npm itself publishes, tags, deprecates and installs', async () => {
  const source = join(dir, 'source');
  const app = join(dir, 'app');
  for (const folder of [source, app]) mkdirSync(folder);
  writeFileSync(
    join(source, 'package.json'),
    JSON.stringify({ name: NAME, version: '1.0.0', main: 'index.js' }),
  );
  writeFileSync(join(source, 'index.js'), 'module.exports = 1;\n');
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', version: '0.0.0', private: true }));

  await npm(source, 'publish', '--access', 'public', '--tag', 'next');
  await npm(source, 'dist-tag', 'add', `${NAME}@1.0.0`, 'latest');
  await npm(source, 'deprecate', `${NAME}@1.0.0`, 'only a test');
  await npm(app, 'install', NAME);

  expect(readFileSync(join(app, 'node_modules', NAME, 'index.js'), 'utf8')).toBe('module.exports = 1;\n');
  expect(await controlOf(registry.url).state()).toMatchObject({
    packages: [
      {
        name: NAME,
        distTags: { latest: '1.0.0', next: '1.0.0' },
        versions: [{ version: '1.0.0', deprecated: 'only a test', visible: true }],
      },
    ],
  });
});

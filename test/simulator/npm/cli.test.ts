import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SimulatedNpm, startNpm } from '../../../simulator/npm/index.ts';
import { controlOf } from '../../harness/world/control.ts';
import { type NpmCli, openNpmCli } from './npm-cli.ts';

const NAME = '@awell-health/navi-js';

let registry: SimulatedNpm;
let cli: NpmCli;

beforeAll(async () => {
  registry = await startNpm();
  cli = openNpmCli(registry);
});
afterAll(async () => {
  await registry.close();
  cli.close();
});

it('npm itself publishes, tags, deprecates and installs', async () => {
  const { dir, npm } = cli;
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

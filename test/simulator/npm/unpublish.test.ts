import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import npmFetch from 'npm-registry-fetch';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { type SimulatedNpm, startNpm } from '../../../simulator/npm/index.ts';
import { controlOf } from '../../harness/world/control.ts';
import { client, publish } from './publish.ts';

const run = promisify(execFile);
const NAME = '@awell-health/navi-core';
const HOUR_MS = 3_600_000;

let dir: string;
let registry: SimulatedNpm;
let time = Date.now();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'navi-npm-unpublish-'));
  registry = await startNpm({
    users: ['navi', 'workflow'],
    clock: createWorldClock({ machine: () => time }),
  });
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
beforeEach(async () => {
  await controlOf(registry.url).reset();
  for (const version of ['1.0.0', '1.1.0'])
    await publish(client(registry.url, registry.tokens['navi']), { name: NAME, version });
});

/** The npm that people have: what it said, or why it gave up. */
async function npm(...words: string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    HOME: dir,
    NPM_CONFIG_USERCONFIG: join(dir, 'npmrc'),
    NO_PROXY: '*',
  };
  const ended = run('npm', [...words, '--no-update-notifier'], { cwd: dir, env });
  return ended.then(
    ({ stdout }) => stdout.trim(),
    (error: Error) => error.message,
  );
}

const Packument = z.looseObject({ versions: z.record(z.string(), z.unknown()) });
const versions = async () => {
  const answer = await fetch(`${registry.url}/${NAME}`);
  return answer.status === 404 ? [] : Object.keys(Packument.parse(await answer.json()).versions);
};
const again = (version: string) =>
  publish(client(registry.url, registry.tokens['navi']), { name: NAME, version });

describe('npm unpublish', () => {
  it('takes one version away, which is never published again', async () => {
    expect(await npm('unpublish', `${NAME}@1.1.0`)).toBe(`- ${NAME}@1.1.0`);

    expect(await versions()).toEqual(['1.0.0']);
    expect(
      await npmFetch.json(`/-/package/${NAME.replace('/', '%2f')}/dist-tags`, client(registry.url)),
    ).toEqual({
      latest: '1.0.0',
    });
    await expect(again('1.1.0')).rejects.toMatchObject({ statusCode: 403 });
    await again('1.1.1');
    expect(await versions()).toEqual(['1.0.0', '1.1.1']);
  });

  it('takes a package away for a day', async () => {
    expect(await npm('unpublish', NAME, '--force')).toBe(`- ${NAME}`);

    expect(await versions()).toEqual([]);
    await expect(again('2.0.0')).rejects.toMatchObject({
      statusCode: 403,
      body: { error: `${NAME} cannot be republished until 24 hours have passed.` },
    });
    time += 25 * HOUR_MS;
    await again('2.0.0');
    await expect(again('1.0.0')).rejects.toMatchObject({ statusCode: 403 });
  });

  it('is refused after 72 hours', async () => {
    time += 73 * HOUR_MS;

    expect(await npm('unpublish', `${NAME}@1.1.0`)).toContain('You can no longer unpublish this package.');
    expect(await versions()).toEqual(['1.0.0', '1.1.0']);
  });
});

describe('npm owner', () => {
  it('names the maintainers, and who is none writes nothing', async () => {
    expect(await npm('owner', 'ls', NAME)).toBe('navi <navi@navi.example>\nworkflow <workflow@navi.example>');

    expect(await npm('owner', 'rm', 'navi', NAME)).toBe(`- navi (${NAME})`);
    expect(await npm('owner', 'ls', NAME)).toBe('workflow <workflow@navi.example>');
    await expect(again('1.2.0')).rejects.toMatchObject({
      statusCode: 403,
      body: {
        error: `You do not have permission to publish "${NAME}". Are you logged in as the correct user?`,
      },
    });
    expect(await npm('owner', 'add', 'navi', NAME)).toBe(`+ navi (${NAME})`);
    await again('1.2.0');
  });
});

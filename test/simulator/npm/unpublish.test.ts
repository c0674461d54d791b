import npmFetch from 'npm-registry-fetch';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { type SimulatedNpm, startNpm } from '../../../simulator/npm/index.ts';
import { controlOf } from '../../harness/world/control.ts';
import { type NpmCli, openNpmCli } from './npm-cli.ts';
import { client, publish } from './publish.ts';

const NAME = '@awell-health/navi-core';
const HOUR_MS = 3_600_000;

let registry: SimulatedNpm;
let cli: NpmCli;
let time = Date.now();

beforeAll(async () => {
  registry = await startNpm({ clock: createWorldClock({ machine: () => time }) });
  cli = openNpmCli(registry);
});
afterAll(async () => {
  await registry.close();
  cli.close();
});
beforeEach(async () => {
  await controlOf(registry.url).reset();
  for (const version of ['1.0.0', '1.1.0'])
    await publish(client(registry.url, registry.tokens['navi']), { name: NAME, version });
});

/** What npm said, or why it gave up. */
function npm(...words: string[]): Promise<string> {
  return cli.npm(cli.dir, ...words).then(
    (said) => said.trim(),
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

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type SimulatedGcs, startGcs } from '../../../simulator/gcs/index.ts';
import { type SimulatedNpm, startNpm } from '../../../simulator/npm/index.ts';
import { type SeededRepository, seedWorld } from '../../../simulator/seed/index.ts';
import { git } from './example.ts';

const BUCKET = 'cdn-navi-com';
let gcs: SimulatedGcs;
let npm: SimulatedNpm;
let dir = '';
let seeded: SeededRepository;

beforeAll(async () => {
  [gcs, npm] = await Promise.all([startGcs({ bucket: BUCKET }), startNpm()]);
  dir = await mkdtemp(join(tmpdir(), 'navi-seed-'));
  seeded = await seed(dir);
});
afterAll(() => Promise.all([gcs.close(), npm.close()]));

function seed(folder: string) {
  const npmToken = npm.tokens['workflow'] ?? '';
  return seedWorld({ dir: folder, gcsUrl: gcs.url, npmUrl: npm.url, npmToken, bucket: BUCKET });
}

const Objects = z.object({
  objects: z.array(
    z.object({ name: z.string(), generation: z.string(), sha384: z.string(), cacheControl: z.string() }),
  ),
});

async function objects() {
  return Objects.parse(await (await fetch(`${gcs.url}/_control/state`)).json()).objects;
}

const Packument = z.object({
  'dist-tags': z.record(z.string(), z.string()),
  versions: z.record(z.string(), z.unknown()),
});

async function packument(name: string) {
  const answer = await fetch(`${npm.url}/@awell-health%2f${name}`);
  return answer.status === 404 ? undefined : Packument.parse(await answer.json());
}

function show(what: string) {
  return git(seeded.repository, ['show', what]);
}

test('main is ready for v1.2.0, and the tags are annotated', async () => {
  const version = async (at: string) =>
    JSON.parse(await show(`${at}:packages/navi-loader/package.json`)).version;

  expect(await Promise.all(['v1.0.0', 'v1.1.0', 'main'].map(version))).toEqual(['1.0.0', '1.1.0', '1.2.0']);
  expect((await git(seeded.repository, ['cat-file', '-t', 'v1.1.0'])).trim()).toBe('tag');
  expect((await git(seeded.repository, ['rev-parse', 'v1.1.0^{commit}'])).trim()).toBe(seeded.commits.v110);
  expect((await git(seeded.repository, ['rev-parse', 'v1.0.0^{commit}'])).trim()).toBe(seeded.commits.v100);
  expect((await git(seeded.repository, ['rev-parse', 'main'])).trim()).toBe(seeded.commits.main);
});

test('a hostile commit message lies on the way to v1.2.0', async () => {
  const titles = await git(seeded.repository, ['log', '--format=%an: %s', 'v1.1.0..main']);

  expect(titles).toContain('Dev Rao: fix: escape <!channel> & <https://evil.example|log in> in titles (#17)');
  expect(titles.split('\n')[0]).toBe('Ada Okafor: chore: version packages for v1.2.0 (#21)');
});

test('the pointer serves the bytes of v1.1.0, and caches as the seed says', async () => {
  const found = new Map((await objects()).map((one) => [one.name, one]));

  expect([...found.keys()]).toEqual(['v1.0.0/navi-loader.js', 'v1.1.0/navi-loader.js', 'v1/navi-loader.js']);
  expect(found.get('v1/navi-loader.js')?.sha384).toBe(found.get('v1.1.0/navi-loader.js')?.sha384);
  expect(found.get('v1.0.0/navi-loader.js')?.sha384).not.toBe(found.get('v1.1.0/navi-loader.js')?.sha384);
  expect(found.get('v1/navi-loader.js')?.cacheControl).toBe('public, max-age=3600');
  expect(found.get('v1.0.0/navi-loader.js')?.cacheControl).toBe('public, max-age=31536000, immutable');
  const script = await (await fetch(`${gcs.url}/public/${BUCKET}/v1/navi-loader.js`)).text();
  expect(script).toMatch(/^\/\*! navi-loader v1\.1\.0 \*\//);
});

test('what ships to npm is there at both versions, and nothing else', async () => {
  for (const name of ['navi-core', 'navi-js', 'navi-react']) {
    const found = await packument(name);
    expect(Object.keys(found?.versions ?? {})).toEqual(['1.0.0', '1.1.0']);
    expect(found?.['dist-tags']).toEqual({ latest: '1.1.0' });
  }
  expect(await packument('navi-loader')).toBeUndefined();
  expect(await packument('navi-portal')).toBeUndefined();
});

test('a kept world is left as it is, and every world has the same commits', async () => {
  const before = await objects();

  const again = await seed(dir);
  const elsewhere = await seed(await mkdtemp(join(tmpdir(), 'navi-seed-')));

  expect(again).toEqual(seeded);
  expect(elsewhere.commits).toEqual(seeded.commits);
  expect(await objects()).toEqual(before);
});

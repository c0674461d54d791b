import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactsOf } from './artifacts.ts';
import { downloadObject, LOADER_TYPE, PINNED_CACHE, POINTER_CACHE, uploadObject } from './cdn.ts';
import { publishPackage } from './npm.ts';
import type { Artifacts } from './packed.ts';
import { type SeededRepository, seedRepository, type Trees } from './repository.ts';
import { readBefore, readMain } from './trees.ts';

export type { SeededRepository } from './repository.ts';
export { hostedRunnerPath, runnerPath } from './runner-path.ts';

export interface SeedOptions {
  /** The folder of the repository. */
  dir: string;
  gcsUrl: string;
  npmUrl: string;
  npmToken: string;
  bucket: string;
}

const POINTER = 'v1/navi-loader.js';

/**
 * The world at its start: the example's repository with main ready for v1.2.0, and v1.0.0 and v1.1.0 live on CDN and
 * npm, released by hand. In a kept world what exists stays unchanged.
 */
export async function seedWorld(options: SeedOptions): Promise<SeededRepository> {
  const main = await readMain();
  const v110 = await readBefore('v1.1.0', main);
  const trees = { main, 'v1.1.0': v110, 'v1.0.0': await readBefore('v1.0.0', v110) };
  const [seeded] = await Promise.all([seedRepository(options.dir, trees), seedReleases(options, trees)]);
  return seeded;
}

/** Noted when done, because other tools may build other bytes, and a kept world stays as it was published. */
async function seedReleases(options: SeedOptions, trees: Trees): Promise<void> {
  await mkdir(options.dir, { recursive: true });
  const note = join(options.dir, 'released');
  const isNoted = await access(note).then(
    () => true,
    () => false,
  );
  if (isNoted && (await downloadObject(options, POINTER)) !== undefined) return;
  const [v100, v110] = await Promise.all([artifactsOf(trees['v1.0.0']), artifactsOf(trees['v1.1.0'])]);
  await Promise.all([seedCdn(options, v100, v110), seedNpm(options, v100, v110)]);
  await writeFile(note, '');
}

/** The pointer comes last: where there is one, the rest exists too, and may have moved. */
async function seedCdn(options: SeedOptions, v100: Artifacts, v110: Artifacts): Promise<void> {
  if ((await downloadObject(options, POINTER)) !== undefined) return;
  const common = { contentType: LOADER_TYPE, cacheControl: PINNED_CACHE };
  for (const { version, loader } of [v100, v110])
    await uploadObject(options, { ...common, path: `v${version}/navi-loader.js`, bytes: loader });
  await uploadObject(options, { ...common, path: POINTER, bytes: v110.loader, cacheControl: POINTER_CACHE });
}

/** All packages at once; the versions of one package in order, so that `latest` ends at the newest. */
async function seedNpm(options: SeedOptions, ...releases: Artifacts[]): Promise<void> {
  const names = new Set(releases.flatMap(({ packages }) => packages.map(({ manifest }) => manifest.name)));
  await Promise.all(
    [...names].map(async (name) => {
      for (const packed of releases.flatMap(({ packages }) => packages))
        if (packed.manifest.name === name) await publishPackage(options, packed, 'latest');
    }),
  );
}

import { patchAfter, tagOf } from '../../domain/version.ts';
import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { Ground } from '../ports.ts';

/** How many patch versions are looked at. */
const TRIED = 10;

/**
 * The next patch version, as `v1.2.1`, of which nothing exists: no tag, nothing in the bucket, no release of Navi, and
 * on npm no version of these packages, unpublished ones included. Null where none of the next ten is free, or a service
 * did not answer: it is only shown.
 */
export async function nextFreeVersion(
  ground: Ground,
  asked: string,
  packages: readonly string[],
): Promise<string | null> {
  try {
    const known = await Promise.all(packages.map((name) => ground.registry.primary(name)));
    const taken = new Set(
      known.flatMap((one) => (one === undefined ? [] : [...Object.keys(one.versions), ...one.unpublished])),
    );
    for (let version = patchAfter(asked), tries = 0; tries < TRIED; version = patchAfter(version), tries += 1)
      if (!taken.has(version) && (await isFree(ground, version))) return tagOf(version);
    return null;
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    return null;
  }
}

async function isFree(ground: Ground, version: string): Promise<boolean> {
  const [tag, objects, release] = await Promise.all([
    ground.scm.tag(tagOf(version)),
    ground.objects.list(`${tagOf(version)}/`),
    ground.store.transaction((tx) => tx.releases.get(version)),
  ]);
  const isUnused = release === undefined || release.state.is === 'stopped';
  return tag === undefined && objects.length === 0 && isUnused;
}

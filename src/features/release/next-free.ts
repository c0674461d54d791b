import { patchAfter, tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { ifUnreadable } from '../../ports/row-unreadable.ts';
import { ServiceError } from '../../ports/service-error.ts';

/** How many patch versions are tried. */
const TRIED = 10;

/**
 * The next patch version, as `v1.2.1`, that is completely free: no tag, nothing in the bucket, no release of Navi,
 * and no npm version of these packages, unpublished ones included. Null where none of the next ten is free, or a
 * service did not answer: it is only shown.
 */
export async function nextFreeVersion(
  context: Context,
  asked: string,
  packages: readonly string[],
): Promise<string | null> {
  try {
    const known = await Promise.all(packages.map((name) => context.registry.primary(name)));
    const taken = new Set(
      known.flatMap((one) => (one === undefined ? [] : [...Object.keys(one.versions), ...one.unpublished])),
    );
    for (let version = patchAfter(asked), tries = 0; tries < TRIED; version = patchAfter(version), tries += 1)
      if (!taken.has(version) && (await isFree(context, version))) return tagOf(version);
    return null;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return null;
  }
}

async function isFree(context: Context, version: string): Promise<boolean> {
  const [tag, objects, release] = await Promise.all([
    context.scm.tag(tagOf(version)),
    context.objects.list(`${tagOf(version)}/`),
    context.store.transaction((tx) => tx.releases.get(version)).catch(ifUnreadable(null)),
  ]);
  const isUnused = release === undefined || release?.state.is === 'stopped';
  return tag === undefined && objects.length === 0 && isUnused;
}

import { isNewer, type ReleaseLine } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { type LineObjects, mayReuse, readable, readReleaseLine } from '../surfaces/index.ts';
import type { LivePackage } from './rollback-facts.ts';

/** What the services say about a rollback's line. */
export interface Look extends LineObjects {
  /** When reading began, in milliseconds since 1970. */
  at: number;
  packages: readonly Omit<LivePackage, 'otherHolder'>[];
}

/** The newest snapshot of each line, so that a confirmation is decided on what its form has shown. */
export interface Looks {
  /** Reads now. Throws `ServiceError`. */
  now(releaseLine: ReleaseLine): Promise<Look>;
  /** The newest snapshot, if it may be reused; else reads now. */
  asShown(releaseLine: ReleaseLine): Promise<Look>;
}

export function createLooks(context: Context): Looks {
  const newest = new Map<ReleaseLine, Look>();

  /** Newest first: a bucket that does not list its objects stops no rollback. */
  async function recorded(releaseLine: ReleaseLine): Promise<string[]> {
    const releases = await context.store.transaction((tx) => tx.releases.ofReleaseLine(releaseLine));
    return releases.map(({ version }) => version).sort((a, b) => (isNewer(b, a) ? 1 : -1));
  }

  async function now(releaseLine: ReleaseLine): Promise<Look> {
    const { settings, objects } = context;
    const npm = settings.packages.filter((one) => one.ships === 'npm');
    const at = context.clock.now().getTime();
    const [found, packages] = await Promise.all([
      readReleaseLine(objects, releaseLine, settings.cdn.loader, () => recorded(releaseLine)),
      Promise.all(npm.map(({ name }) => readPackage(context, name))),
    ]);
    const look = { at, ...found, packages };
    // A line without a pointer is a typing error; saving those would grow without bound.
    if (found.pointer !== undefined) newest.set(releaseLine, look);
    return look;
  }

  return {
    now,
    asShown: async (releaseLine) => {
      const look = newest.get(releaseLine);
      if (look === undefined) return now(releaseLine);
      const isWhole = look.packages.every((one) => one.published !== null);
      return (await mayReuse(context, 'rollback', { at: look.at, isWhole })) ? look : now(releaseLine);
    },
  };
}

/** A registry that cannot be read does not delay the pointer; only the npm steps wait for it. */
async function readPackage(context: Context, name: string): Promise<Omit<LivePackage, 'otherHolder'>> {
  const found = await readable(context, () => context.registry.primary(name));
  if (found === 'unreadable') return { name, live: undefined, published: null };
  const live = found?.distTags[context.settings.npm.liveTag];
  return { name, live, published: Object.keys(found?.versions ?? {}) };
}

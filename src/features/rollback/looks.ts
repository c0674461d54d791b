import type { ReleaseLine } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { type LineObjects, readable, readReleaseLine } from '../surfaces/index.ts';
import type { LivePackage } from './rollback-facts.ts';

/** How long a snapshot may be reused: a person reads the form and confirms it (decision 0011). */
const FRESH_MS = 60_000;

/** What the services say about a rollback's line. */
export interface Look extends LineObjects {
  /** When reading began, in milliseconds since 1970. */
  at: number;
  packages: readonly Omit<LivePackage, 'otherHolder'>[];
}

/** The newest snapshot of each line, so that a confirmation is decided on what its form has shown. */
export interface Looks {
  /** Reads now. Throws `ServiceError`. */
  now(line: ReleaseLine): Promise<Look>;
  /** The newest snapshot, if it is fresh and no operation of Navi can have changed it; else reads now. */
  asShown(line: ReleaseLine): Promise<Look>;
}

export function createLooks(context: Context): Looks {
  const newest = new Map<ReleaseLine, Look>();

  async function now(line: ReleaseLine): Promise<Look> {
    const { settings, objects } = context;
    const npm = settings.packages.filter((one) => one.ships === 'npm');
    const at = context.clock.now().getTime();
    const [found, packages] = await Promise.all([
      readReleaseLine(objects, line, settings.cdn.loader),
      Promise.all(npm.map(({ name }) => readPackage(context, name))),
    ]);
    const look = { at, ...found, packages };
    // A line without a pointer is a typing error; saving those would grow without bound.
    if (found.pointer !== undefined) newest.set(line, look);
    return look;
  }

  return {
    now,
    asShown: async (line) => {
      const look = newest.get(line);
      if (look === undefined || context.clock.now().getTime() - look.at > FRESH_MS) return now(line);
      const isWhole = look.packages.every((one) => one.published !== null);
      return isWhole && (await wasQuietSince(context, look.at)) ? look : now(line);
    },
  };
}

/** Whether every operation had made its last write before this time (milliseconds), when the snapshot began. */
async function wasQuietSince({ store }: Context, at: number): Promise<boolean> {
  return store.transaction(async (tx) => {
    const open = await tx.operations.open();
    const ended = await tx.operations.endedSince(new Date(at).toISOString());
    return open.length === 0 && ended.length === 0;
  });
}

/** A registry that cannot be read does not delay the pointer; only the npm steps wait for it. */
async function readPackage(context: Context, name: string): Promise<Omit<LivePackage, 'otherHolder'>> {
  const found = await readable(context, () => context.registry.primary(name));
  if (found === 'unreadable') return { name, live: undefined, published: null };
  const live = found?.distTags[context.settings.npm.liveTag];
  return { name, live, published: Object.keys(found?.versions ?? {}) };
}

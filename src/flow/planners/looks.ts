import type { ReleaseLine } from '../../domain/version.ts';
import type { LivePackage } from '../../features/rollback/rollback-facts.ts';
import type { Context } from '../context.ts';
import { type LineObjects, readReleaseLine } from './line.ts';
import { readable } from './readable.ts';

/** A look is decided on again for so long: somebody reads the form and confirms what it says (decision 0011). */
const FRESH_MS = 60_000;

/** What the services of a rollback say about its line. */
export interface Look extends LineObjects {
  /** When it was begun, in milliseconds since 1970. */
  at: number;
  packages: readonly Omit<LivePackage, 'keeper'>[];
}

/** The newest look at each line, for a confirmation to be decided on what its form has shown. */
export interface Looks {
  /** Looks now. Throws `NeighbourError`. */
  now(line: ReleaseLine): Promise<Look>;
  /** The newest look, if it is fresh and nothing that Navi does can have made it untrue; else looks now. */
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
    // A line without a pointer is somebody's typing error: there would be no end of those to remember.
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

/** Whether every operation had written for the last time when a look at this time (milliseconds) was begun. */
async function wasQuietSince({ store }: Context, at: number): Promise<boolean> {
  return store.transaction(async (tx) => {
    const open = await tx.operations.open();
    const ended = await tx.operations.endedSince(new Date(at).toISOString());
    return open.length === 0 && ended.length === 0;
  });
}

/** A registry that cannot be read holds nothing up: npm's leg waits for it, the pointer goes at once. */
async function readPackage(context: Context, name: string): Promise<Omit<LivePackage, 'keeper'>> {
  const found = await readable(context, () => context.registry.primary(name));
  if (found === 'unreadable') return { name, live: undefined, published: null };
  const live = found?.distTags[context.settings.npm.liveTag];
  return { name, live, published: Object.keys(found?.versions ?? {}) };
}

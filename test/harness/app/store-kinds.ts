import { openPostgresStore } from '../../../src/adapters/store/postgres/open.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import { createFakeWorld } from '../fakes/world.ts';
import { settingsWith } from '../samples/settings.ts';
import { answering } from '../store/answering.ts';
import { needsPostgres } from '../store/needs-postgres.ts';
import { STORE_JOURNAL } from '../store/store.ts';
import { appOn, openApp, type TestApp } from './app.ts';

/** The stores of Navi, for `describe.each`: what a feature writes has to hold on both. */
export const STORE_KINDS = ['SQLite', 'PostgreSQL'] as const;

/** What opens an app on a store of this kind. Called in the suite whose tests use it. */
export function opensOn(
  kind: (typeof STORE_KINDS)[number],
): (change?: Partial<Settings>) => Promise<TestApp> {
  return kind === 'SQLite' ? openApp : opensOnPostgres();
}

/** Each app has a database of its own. */
function opensOnPostgres(): (change?: Partial<Settings>) => Promise<TestApp> {
  const server = needsPostgres();
  return async (change = {}) => {
    const world = createFakeWorld();
    const { clock, telemetry } = world;
    const { url, drop } = await server.createDatabase();
    const opened = await openPostgresStore({ url, clock, telemetry, journal: STORE_JOURNAL });
    const { store, answered } = answering(opened);
    const close = async () => {
      await store.close();
      await drop();
    };
    return appOn({ world, store, settings: settingsWith(change), answered, close });
  };
}

import { join } from 'node:path';
import type { TestPostgres } from '../store/postgres.ts';
import type { Play } from './play.ts';

/** A store in the case's own folder. */
export const inFolder: Play['createPlace'] = async (dir) => ({
  place: { dir: join(dir, 'store') },
  remove: async () => {},
});

/** A database of the case's own. */
export function inPostgres(postgres: Pick<TestPostgres, 'createDatabase'>): Play['createPlace'] {
  return async () => {
    const { url, drop } = await postgres.createDatabase();
    return { place: { url }, remove: drop };
  };
}

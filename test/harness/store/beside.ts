import type { Store } from '../../../src/ports/store.ts';
import { openStore } from './store-reader.ts';

/** Navi's own store, opened beside it (PostgreSQL) or after it (SQLite), under the same key. */
export async function withStore<T>(
  variables: Readonly<Record<string, string>>,
  look: (store: Store) => Promise<T>,
): Promise<T> {
  const { DATABASE_URL: url, NAVI_DATA_DIR: dir = '', NAVI_JOURNAL_KEY: secret = '' } = variables;
  const store = await openStore(url === undefined ? { dir } : { url }, secret);
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

/** Whether the chain holds, from the first row to the head. */
export function verifyJournal(variables: Readonly<Record<string, string>>) {
  return withStore(variables, (store) => store.transaction((tx) => tx.journal.verify()));
}

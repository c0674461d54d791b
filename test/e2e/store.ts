import { openPostgresStore } from '../../src/adapters/store/postgres/open.ts';
import { openSqliteStore } from '../../src/adapters/store/sqlite/open.ts';
import { journalKey } from '../../src/domain/journal-key.ts';
import type { Store } from '../../src/ports/store.ts';
import { systemClock } from '../contracts/store/given.ts';
import { createFakeTelemetry } from '../harness/fakes/telemetry.ts';

/** Navi's own store, opened beside it (PostgreSQL) or after it (SQLite), under the same key. */
export async function withStore<T>(
  variables: Readonly<Record<string, string>>,
  look: (store: Store) => Promise<T>,
): Promise<T> {
  const journal = {
    key: journalKey(variables['NAVI_JOURNAL_KEY'] ?? ''),
    configHash: 'of a test',
    botVersion: 'of a test',
    hosts: [],
  };
  const given = { journal, clock: systemClock(), telemetry: createFakeTelemetry() };
  const url = variables['DATABASE_URL'];
  const store =
    url === undefined
      ? await openSqliteStore({ dir: variables['NAVI_DATA_DIR'] ?? '', ...given })
      : await openPostgresStore({ url, ...given });
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

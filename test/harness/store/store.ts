import type { JournalContext } from '../../../src/adapters/store/journal-context.ts';
import { openSqliteStore } from '../../../src/adapters/store/sqlite/open.ts';
import { journalKey } from '../../../src/domain/journal-key.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Telemetry } from '../../../src/ports/telemetry.ts';

/** The journal of these stores: its key is no secret. */
export const STORE_JOURNAL: JournalContext = {
  key: journalKey('a-key-for-tests-only'),
  configHash: 'c0ffee',
  botVersion: 'test',
  hosts: [],
};

/** The embedded store in this folder, with a journal key of its own. */
export function openStoreIn(
  dir: string,
  { clock, telemetry }: { clock: Clock; telemetry: Telemetry },
): Promise<Store> {
  return openSqliteStore({ dir, clock, telemetry, journal: STORE_JOURNAL });
}

import type { Clock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Telemetry } from '../../src/ports/telemetry.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';

/** The embedded store in this folder, with a journal key of its own. */
export function openStoreIn(
  dir: string,
  { clock, telemetry }: { clock: Clock; telemetry: Telemetry },
): Promise<Store> {
  const journal = {
    key: { id: 'k1', secret: 'a-key-for-tests-only' },
    configHash: 'c0ffee',
    botVersion: 'test',
    hosts: [],
  };
  return openSqliteStore({ dir, clock, telemetry, journal });
}

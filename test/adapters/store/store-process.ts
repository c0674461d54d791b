import { z } from 'zod';
import { openPostgresStore } from '../../../src/adapters/store/postgres/open.ts';
import { openSqliteStore } from '../../../src/adapters/store/sqlite/open.ts';
import { JOURNAL, KINDS, systemClock } from '../../harness/store/given.ts';

/**
 * A process of its own that works on a store and never finishes what it takes; it tells its parent what it took, or
 * the name of the error that kept it out. Started by the tests, which kill it.
 */
const Place = z.union([z.object({ dir: z.string() }), z.object({ url: z.string() })]);

const place = Place.parse(JSON.parse(process.argv[2] ?? 'null'));
const given = { clock: systemClock(), journal: JOURNAL, telemetry: silent() };

try {
  const store =
    'dir' in place
      ? await openSqliteStore({ ...place, ...given })
      : await openPostgresStore({ ...place, ...given });
  await store.work(KINDS, (job) => {
    process.send?.({ took: job.key });
    return new Promise(() => {});
  });
  tellWhenForgotten();
} catch (error) {
  process.send?.({ refused: error instanceof Error ? error.name : String(error) });
  process.disconnect();
}

/**
 * Collects all garbage once this module has run to its end, when nothing refers to the store any more: nothing that
 * it needs may be among the garbage.
 */
function tellWhenForgotten(rounds = 3): void {
  setTimeout(() => {
    globalThis.gc?.();
    if (rounds > 0) tellWhenForgotten(rounds - 1);
    else process.send?.({ opened: true });
  }, 1);
}

function silent() {
  const nothing = () => {};
  return { info: nothing, warn: nothing, error: nothing, count: nothing };
}

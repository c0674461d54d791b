import type { Kysely } from 'kysely';
import { type MigrationProvider, Migrator } from 'kysely/migration';
import type { Appending } from './chain/append.ts';
import { sealedHead } from './chain/head.ts';
import { StoreNewer } from './errors.ts';
import { createFirstTables } from './migrations/0001-first.ts';
import { createMarksTable } from './migrations/0002-marks.ts';
import { backfill } from './migrations/0003-backfill.ts';
import { createReleaseTables } from './migrations/0003-releases.ts';
import { nameSubjects } from './migrations/0003-subjects.ts';
import { createTerminalTables } from './migrations/0004-terminals.ts';
import { createRightsTable } from './migrations/0006-rights.ts';
import { beginRecord } from './migrations/0008-saved.ts';
import { createRecordTable } from './migrations/0009-record.ts';
import { addRightExpiry } from './migrations/0010-right-expiry.ts';
import { createCheckpointTable } from './migrations/0011-checkpoint.ts';
import { addPayload } from './migrations/0012-payload.ts';
import { addSeals } from './migrations/0013-seals.ts';
import { createSchedulesTable } from './migrations/0014-schedules.ts';
import { createAlertsTable } from './migrations/0015-alerts.ts';
import { createSamplesTables } from './migrations/0016-samples.ts';
import { createSourceHealthTable } from './migrations/0017-source-health.ts';
import { createCustomersTables } from './migrations/0018-customers.ts';
import { createNoticesTables } from './migrations/0019-notices.ts';
import { createDeliveriesTable } from './migrations/0020-deliveries.ts';
import { createOpenHomesTable } from './migrations/0021-open-homes.ts';
import type { Tables } from './tables.ts';

/**
 * Brings the tables to this version's form, in one transaction. Throws `StoreNewer` when they are of a later version
 * than this one knows. `schema` is PostgreSQL's; leave it out on SQLite.
 */
export async function migrate(
  db: Kysely<Tables>,
  engine: Omit<Appending, 'trx'>,
  schema: string | undefined,
): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: migrations(engine),
    ...(schema === undefined ? {} : { migrationTableSchema: schema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw namedOf(error);
}

/** Kysely's message for a migration in the store that this version does not have. */
const UNKNOWN = /previously executed migration (?<name>\S+) is missing/;

function namedOf(error: unknown): unknown {
  const name = error instanceof Error ? UNKNOWN.exec(error.message)?.groups?.['name'] : undefined;
  return name === undefined ? error : new StoreNewer(name, error);
}

function migrations(engine: Omit<Appending, 'trx'>): MigrationProvider {
  return {
    getMigrations: async () => ({
      '0001-first': { up: (db: Kysely<Tables>) => createFirstTables(db, sealedHead(engine.journal)) },
      '0002-marks': { up: createMarksTable },
      '0003-subjects-and-releases': {
        up: async (db: Kysely<Tables>) => {
          await nameSubjects(db);
          await createReleaseTables(db);
          await backfill(db);
        },
      },
      '0004-terminals': { up: createTerminalTables },
      '0006-rights': { up: createRightsTable },
      '0008-saved': { up: (trx: Kysely<Tables>) => beginRecord({ ...engine, trx }) },
      '0009-record': { up: createRecordTable },
      '0010-right-expiry': { up: addRightExpiry },
      '0011-checkpoint': { up: createCheckpointTable },
      '0012-payload': { up: addPayload },
      '0013-seals': { up: (db: Kysely<Tables>) => addSeals(db, engine.journal.key) },
      '0014-schedules': { up: createSchedulesTable },
      '0015-alerts': { up: createAlertsTable },
      '0016-samples': { up: createSamplesTables },
      '0017-source-health': { up: createSourceHealthTable },
      '0018-customers': { up: createCustomersTables },
      '0019-notices': { up: createNoticesTables },
      '0020-deliveries': { up: createDeliveriesTable },
      '0021-open-homes': { up: createOpenHomesTable },
    }),
  };
}

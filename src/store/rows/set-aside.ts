import type { LockedLine, LockedLines, Quarantined, QuarantinedVersion } from '../../ports/store.ts';
import type { Session } from '../session.ts';
import type { LockedLinesTable, QuarantinedVersionsTable } from '../tables.ts';

/** Locked release lines on this transaction. */
export function createLockedLines({ trx }: Session): LockedLines {
  return {
    async lock({ by: by_whom, ...rest }) {
      await trx
        .insertInto('locked_lines')
        .values({ ...rest, by_whom })
        .onConflict((conflict) => conflict.column('line').doNothing())
        .execute();
    },
    async unlock(line) {
      const row = await trx
        .deleteFrom('locked_lines')
        .where('line', '=', line)
        .returningAll()
        .executeTakeFirst();
      return row && asLocked(row);
    },
    async all() {
      return (await trx.selectFrom('locked_lines').selectAll().orderBy('line').execute()).map(asLocked);
    },
  };
}

/** Quarantined versions on this transaction. */
export function createQuarantined({ trx }: Session): Quarantined {
  return {
    async add({ by: by_whom, ...rest }) {
      await trx
        .insertInto('quarantined_versions')
        .values({ ...rest, by_whom })
        .onConflict((conflict) => conflict.column('version').doNothing())
        .execute();
    },
    async remove(version) {
      const row = await trx
        .deleteFrom('quarantined_versions')
        .where('version', '=', version)
        .returningAll()
        .executeTakeFirst();
      return row && asQuarantined(row);
    },
    async all() {
      const rows = await trx.selectFrom('quarantined_versions').selectAll().orderBy('version').execute();
      return rows.map(asQuarantined);
    },
  };
}

function asLocked({ by_whom: by, ...rest }: LockedLinesTable): LockedLine {
  return { ...rest, by };
}

function asQuarantined({ by_whom: by, ...rest }: QuarantinedVersionsTable): QuarantinedVersion {
  return { ...rest, by };
}

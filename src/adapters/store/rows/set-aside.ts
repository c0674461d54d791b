import type {
  LockedLines,
  LockedReleaseLine,
  Quarantined,
  QuarantinedVersion,
} from '../../../ports/tables/release-lines.ts';
import * as texts from '../guarded/texts.ts';
import type { Session } from '../session.ts';
import type { LockedLinesTable, QuarantinedVersionsTable } from '../tables.ts';

/** Locked release lines on this transaction. */
export function createLockedLines({ trx, changes }: Session): LockedLines {
  return {
    async lock({ by: by_whom, ...rest }) {
      const added = await trx
        .insertInto('locked_lines')
        .values({ ...rest, by_whom })
        .onConflict((conflict) => conflict.column('line').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (added !== undefined) changes.wrote(texts.lockedLine(added), undefined);
    },
    async unlock(releaseLine) {
      const row = await trx
        .deleteFrom('locked_lines')
        .where('line', '=', releaseLine)
        .returningAll()
        .executeTakeFirst();
      if (row !== undefined) changes.removed(texts.lockedLine(row));
      return row && asLocked(row);
    },
    async all() {
      return (await trx.selectFrom('locked_lines').selectAll().orderBy('line').execute()).map(asLocked);
    },
  };
}

/** Quarantined versions on this transaction. */
export function createQuarantined({ trx, changes }: Session): Quarantined {
  return {
    async add({ by: by_whom, ...rest }) {
      const added = await trx
        .insertInto('quarantined_versions')
        .values({ ...rest, by_whom })
        .onConflict((conflict) => conflict.column('version').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (added !== undefined) changes.wrote(texts.quarantinedVersion(added), undefined);
    },
    async remove(version) {
      const row = await trx
        .deleteFrom('quarantined_versions')
        .where('version', '=', version)
        .returningAll()
        .executeTakeFirst();
      if (row !== undefined) changes.removed(texts.quarantinedVersion(row));
      return row && asQuarantined(row);
    },
    async all() {
      const rows = await trx.selectFrom('quarantined_versions').selectAll().orderBy('version').execute();
      return rows.map(asQuarantined);
    },
  };
}

function asLocked({ by_whom: by, ...rest }: LockedLinesTable): LockedReleaseLine {
  return { ...rest, by };
}

function asQuarantined({ by_whom: by, ...rest }: QuarantinedVersionsTable): QuarantinedVersion {
  return { ...rest, by };
}

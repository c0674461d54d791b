import type { Kysely } from 'kysely';
import type { JournalKey } from '../../../domain/journal.ts';
import { sealWaiting } from '../rows/outbox.ts';
import { rightSeal } from '../rows/rights.ts';
import type { Tables } from '../tables.ts';

/** From now on Navi seals what it writes here. Existing rows are accepted unchanged, once. */
export async function addSeals(db: Kysely<Tables>, key: JournalKey): Promise<void> {
  for (const table of ['outbox', 'rights'] as const)
    await db.schema
      .alterTable(table)
      .addColumn('seal', 'text', (column) => column.notNull().defaultTo(''))
      .execute();
  await sealWaiting(db, key, () => true);
  for (const { seal: _seal, ...row } of await db.selectFrom('rights').selectAll().execute())
    await db
      .updateTable('rights')
      .set({ seal: rightSeal(row, key) })
      .where('id', '=', row.id)
      .execute();
}

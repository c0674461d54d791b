import { type Appending, appendAll } from '../chain/append.ts';
import { asJson } from '../guarded/changes.ts';
import { createReadBefore, FIRST_TABLES, readGuarded } from '../guarded/read.ts';

/**
 * Journals the fields of every deciding row as it is, because older versions journalled events only. What those
 * events prove takes precedence. A store without a journal has nothing to record.
 */
export async function beginRecord(appending: Appending): Promise<void> {
  const { trx } = appending;
  const head = await trx.selectFrom('journal_head').select('sequence').executeTakeFirst();
  const reading = { trx, rowLocks: appending.rowLocks, readBefore: createReadBefore() };
  const { kinds } = await readGuarded(reading, null, FIRST_TABLES);
  const rows = new Map(kinds.flatMap((kind) => [...kind.rows]));
  if (rows.size === 0 && head?.sequence === 0) return;
  const saved = [...rows].map(([item, fields]) => {
    const values = Object.entries(fields).map(([field, text]) => [field, asJson(text)] as const);
    return [item, Object.fromEntries(values)] as const;
  });
  await appendAll(appending, [
    {
      subject: { kind: 'store', id: 'state' },
      event: 'record-begun',
      actor: { is: 'navi' },
      planHash: null,
      details: { rows: rows.size },
      saved: Object.fromEntries(saved),
    },
  ]);
}

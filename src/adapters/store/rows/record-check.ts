import { z } from 'zod';
import type { RecordChecks } from '../../../ports/tables/record.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';

const Check = z.object({
  head: z.object({ rows: z.int(), mac: z.string() }).nullable(),
  checkedAt: z.string().nullable(),
  isAwaited: z.boolean(),
  notCompared: z.string().nullable(),
});

/**
 * The time of the last check of the record, on this transaction. A foreign row does not count: the next check writes
 * a new one.
 */
export function createRecordChecks({ trx }: Session): RecordChecks {
  return {
    async last() {
      const row = await trx.selectFrom('record_check').select('body').where('id', '=', 1).executeTakeFirst();
      return row && Check.safeParse(parseJson(row.body)).data;
    },
    async save(check) {
      const body = JSON.stringify(check);
      await trx
        .insertInto('record_check')
        .values({ id: 1, body })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }))
        .execute();
    },
  };
}

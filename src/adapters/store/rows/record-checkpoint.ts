import { z } from 'zod';
import { CHECKPOINT_FORM, type RecordCheckpoint } from '../../../domain/record-checkpoint.ts';
import type { RecordCheckpoints } from '../../../ports/store.ts';
import { fromTable, isGenuine } from '../chain/row.ts';
import { isSealed, sealOf } from '../chain/seal.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';

const TABLE = 'record_checkpoint';

const Texts = z.record(z.string(), z.string());

const Envelope = z.looseObject({
  form: z.literal(CHECKPOINT_FORM),
  rows: z.int(),
  mac: z.string(),
  keyAge: z.int(),
  items: z.record(z.string(), Texts),
  ended: Texts,
  approvals: z.record(z.string(), z.looseObject({ rows: z.int() })),
});

/**
 * The checkpoint on this transaction. It counts where it is sealed with the key in use, and its row is in the journal as
 * it was written; a process without one reads the whole journal.
 */
export function createRecordCheckpoints(session: Session): RecordCheckpoints {
  const { trx, journal } = session;
  return {
    async newest() {
      const all = trx.selectFrom('record_checkpoint').select(['body', 'key_id', 'seal']);
      const stored = await all.where('id', '=', 1).executeTakeFirst();
      if (stored === undefined || stored.key_id !== journal.key.id) return undefined;
      if (!isSealed(TABLE, { written: stored.body, seal: stored.seal }, journal.key)) return undefined;
      const value = parseJson(stored.body);
      if (!isCheckpoint(value)) return undefined;
      return (await hasRow(session, value)) ? value : undefined;
    },
    async save(checkpoint) {
      const body = JSON.stringify(checkpoint);
      const row = { body, key_id: journal.key.id, seal: sealOf(TABLE, body, journal.key) };
      await trx
        .insertInto('record_checkpoint')
        .values({ id: 1, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
  };
}

function isCheckpoint(value: unknown): value is RecordCheckpoint {
  return Envelope.safeParse(value).success;
}

async function hasRow({ trx, journal }: Session, { rows, mac }: RecordCheckpoint): Promise<boolean> {
  const all = trx.selectFrom('journal').selectAll();
  const stored = await all.where('sequence', '=', rows).executeTakeFirst();
  const row = stored && fromTable(stored);
  return stored !== undefined && row !== undefined && row.mac === mac && isGenuine(stored, row, journal);
}

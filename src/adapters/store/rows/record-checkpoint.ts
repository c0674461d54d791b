import type { Kysely } from 'kysely';
import { z } from 'zod';
import { CHECKPOINT_FORM, type RecordCheckpoint } from '../../../domain/record-checkpoint.ts';
import type { RecordCheckpoints } from '../../../ports/tables/record.ts';
import { fromTable, isGenuine } from '../chain/row.ts';
import { isSealed, sealOf } from '../chain/seal.ts';
import { type JournalContext, keysNamed } from '../journal-context.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';
import type { Tables } from '../tables.ts';

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
 * The checkpoint on this transaction. It counts only when it is sealed with the present key and its row is unchanged
 * in the journal; without one a process reads the whole journal.
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

/**
 * At a change of the key: seals with the new key what the old one has sealed, so that the next start need not read
 * the whole journal. From then on seals of the old key do not count.
 */
export async function resealCheckpoint(trx: Kysely<Tables>, journal: JournalContext): Promise<void> {
  const stored = await trx.selectFrom('record_checkpoint').selectAll().where('id', '=', 1).executeTakeFirst();
  if (stored === undefined) return;
  const { body: written, seal } = stored;
  const sealer = keysNamed(journal, stored.key_id).find(({ key }) => isSealed(TABLE, { written, seal }, key));
  const value = parseJson(written);
  if (sealer === undefined || !isCheckpoint(value)) return;
  const body = JSON.stringify({ ...value, keyAge: value.keyAge + sealer.age });
  await trx
    .updateTable('record_checkpoint')
    .set({ body, key_id: journal.key.id, seal: sealOf(TABLE, body, journal.key) })
    .where('id', '=', 1)
    .execute();
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

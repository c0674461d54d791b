import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { isSameMac, type JournalKey } from '../../domain/journal.ts';
import { CHECKPOINT_FORM, type RecordCheckpoint } from '../../domain/record-checkpoint.ts';
import type { RecordCheckpoints } from '../../ports/store.ts';
import { fromTable, isGenuine } from '../chain/row.ts';
import { parseJson } from '../json.ts';
import type { Session } from '../session.ts';

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
      const kept = await all.where('id', '=', 1).executeTakeFirst();
      if (kept === undefined || kept.key_id !== journal.key.id) return undefined;
      if (!isSameMac(sealOf(kept.body, journal.key), kept.seal)) return undefined;
      const value = parseJson(kept.body);
      if (!isCheckpoint(value)) return undefined;
      return (await hasRow(session, value)) ? value : undefined;
    },
    async save(checkpoint) {
      const body = JSON.stringify(checkpoint);
      const row = { body, key_id: journal.key.id, seal: sealOf(body, journal.key) };
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

/** What a key seals says what it is: no seal of a head or of a row is one of a checkpoint. */
function sealOf(body: string, key: JournalKey): string {
  return createHmac('sha256', key.secret).update(`checkpoint ${key.id} ${body}`).digest('hex');
}

async function hasRow({ trx, journal }: Session, { rows, mac }: RecordCheckpoint): Promise<boolean> {
  const all = trx.selectFrom('journal').selectAll();
  const kept = await all.where('sequence', '=', rows).executeTakeFirst();
  const row = kept && fromTable(kept);
  return kept !== undefined && row !== undefined && row.mac === mac && isGenuine(kept, row, journal);
}

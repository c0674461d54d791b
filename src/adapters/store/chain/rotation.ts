import { JOURNAL_KEY } from '../../../domain/subject.ts';
import { isOwnRow, sealWaiting } from '../rows/outbox.ts';
import { resealCheckpoint } from '../rows/record-checkpoint.ts';
import type { Engine } from '../session.ts';
import { retrying } from '../transaction.ts';
import { appendAll } from './append.ts';
import { sealerOf } from './head.ts';

/**
 * Journals a change of the key, once: from this row on the earlier key writes nothing. In the first row of an older
 * version's store, whose keys had no names, an equal key is no change.
 */
export async function noteRotation(engine: Engine): Promise<void> {
  const note = () =>
    engine.db.transaction().execute(async (trx) => {
      const query = trx.selectFrom('journal_head').selectAll().where('id', '=', 1);
      const head = await (engine.rowLocks ? query.forUpdate() : query).executeTakeFirst();
      const sealer = head === undefined ? undefined : sealerOf(head, engine.journal);
      if (head === undefined || sealer === undefined || sealer.age === 0 || head.sequence === 0) return;
      const { key, formerKeys = [] } = engine.journal;
      await sealWaiting(trx, key, (row) => formerKeys.some((former) => isOwnRow(row, former)));
      await resealCheckpoint(trx, engine.journal);
      await appendAll({ ...engine, trx }, [
        {
          subject: JOURNAL_KEY,
          event: 'key-rotated',
          actor: { is: 'navi' },
          planHash: null,
          details: { from: head.key_id, to: engine.journal.key.id },
        },
      ]);
    });
  // A second run finds the change noted and does nothing, so an unanswered commit may be repeated.
  await retrying(engine, note, { askedToCommit: true, isRepeatable: true });
}

import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { StoreUnwritable } from '../../ports/store-unwritable.ts';
import type { Engine } from './session.ts';
import { problemOf } from './unwritable.ts';

/** A store that takes longer than this for the row does not answer, in milliseconds. */
const ANSWER_MS = 5_000;

/** Writes and deletes a row, in one transaction that no other session sees. Throws `StoreUnwritable`. */
export async function probe(engine: Engine): Promise<void> {
  const over = new AbortController();
  const tooLate = setTimeout(ANSWER_MS, undefined, { signal: over.signal }).then(() => {
    throw new StoreUnwritable('ETIMEDOUT', `the store did not answer within ${ANSWER_MS} ms`);
  });
  try {
    engine.assertPresent();
    await Promise.race([write(engine), tooLate]);
  } catch (error) {
    throw engine.diskProblem() ?? problemOf(error);
  } finally {
    over.abort();
    await tooLate.catch(() => {});
  }
}

function write({ db, assertGrowing }: Engine): Promise<void> {
  const id = randomUUID();
  const scratch = { kind: 'scratch', subject_kind: 'store', subject_id: 'scratch', lane: 'normal' };
  return db.transaction().execute(async (trx) => {
    await trx
      .insertInto('jobs')
      .values({ id, key: `scratch:${id}`, ...scratch, due_at: '9999', attempts: 0, claims: 0 })
      .execute();
    await trx.deleteFrom('jobs').where('id', '=', id).execute();
    await assertGrowing(trx);
  });
}

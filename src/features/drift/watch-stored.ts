import { isUntouched } from '../../domain/operation.ts';
import type { Context } from '../../engine/context.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';
import { isSoaking } from '../release/index.ts';
import { lookAtStored } from './look-stored.ts';
import { isStored } from './looks.ts';
import { saveRound } from './round.ts';
import { appendStoredCheck } from './stored-check.ts';
import { readStoredRecord } from './stored-record.ts';

/** Until a difference is looked at again. Milliseconds. */
const SOON_MS = 10_000;
/** While an operation moves something. */
const LATER_MS = 10 * 60_000;

/**
 * Compares every pinned object and every version on npm that a release of Navi was built with, with its record: customers
 * pin them, and rollbacks need them. A difference in three rounds is an alert. The last round is in the journal.
 */
export async function watchStored(context: Context): Promise<JobOutcome> {
  const { store, clock } = context;
  const { record, isBusy } = await store.transaction(async (tx) => ({
    record: await readStoredRecord(tx, context),
    isBusy: (await tx.operations.open()).some((one) => !isUntouched(one) && !isSoaking(one)),
  }));
  if (isBusy) return again(clock.now(), LATER_MS);
  const { looks, tarballs } = await lookAtStored(context, record);
  // The next process begins anew.
  if (context.stopping.aborted) return again(clock.now(), 0);
  const { isSuspect, differs, unread } = await saveRound(context, looks, isStored);
  if (isSuspect) return again(clock.now(), SOON_MS);
  const found = { pinned: record.pinned.length, npm: record.npm.length, tarballs, differs, unread };
  await store.transaction(async (tx) => appendStoredCheck(tx, found, clock.now()));
  return { is: 'over' };
}

function again(now: Date, ms: number): JobOutcome {
  return { is: 'again', at: new Date(now.getTime() + ms).toISOString() };
}

import { goesOn, type Operation } from '../../domain/operation.ts';
import { type Subject, subjectKey } from '../../domain/subject.ts';
import type { Context } from '../../engine/context.ts';
import { restoreLost } from '../../engine/lost-operations.ts';
import { enqueueDelivery, expireAt, wake } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { verifyRecordAt } from '../record/index.ts';
import { endRunOf, isRunEnded, runToEndOf } from '../release/index.ts';

const EVERY_MS = 60_000;
/** A job that is later than this is enqueued again. */
const GRACE_MS = 60_000;
/** The oldest messages of a backlog are enough: delivering a subject enqueues the job for its remaining messages. */
const MOST_ROWS = 200;
/** No step asks again later than this. */
const LONGEST_WAIT_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/**
 * A run may continue for this long after its release has ended (docs.github.com, "Actions limits": workflow run
 * time).
 */
const RUN_LASTS_MS = 35 * DAY_MS;

type WatchContext = Pick<Context, 'store' | 'clock' | 'telemetry' | 'operations' | 'record' | 'settings'>;

/** Enqueues missing or postponed jobs of open operations again, until `stopping` is aborted. */
export async function watchJobs(context: WatchContext, stopping: AbortSignal): Promise<void> {
  // The first check is enough for operations that ended while no process ran.
  for (let endedWithin = RUN_LASTS_MS; ; endedWithin = DAY_MS) {
    await context.clock.wait(EVERY_MS, stopping);
    if (stopping.aborted) return;
    await putJobsAgain(context, endedWithin).catch((error: unknown) =>
      context.telemetry.error('jobs could not be put again', error),
    );
  }
}

/**
 * A job that is due in time stays as it is: the earlier of both times counts. An operation whose row was changed so that
 * nothing runs it any more is found first: a rollback is restored, and any other has the record checked.
 */
export async function putJobsAgain(context: WatchContext, endedWithin = RUN_LASTS_MS): Promise<void> {
  const { store, clock, operations } = context;
  const now = clock.now().getTime();
  if (await restoreLost(context))
    await store.transaction((tx) => verifyRecordAt(tx, clock.now().toISOString()));
  await store.transaction(async (tx) => {
    for (const operation of await tx.operations.open()) {
      if (goesOn(operation, operations.traitsOf(operation)))
        await wake(tx, operation, { at: late(Math.max(dueOf(operation, now), now)), known: context });
      if (operation.state.is === 'awaiting-approval') await expireAt(tx, operation);
    }
    const waiting = await tx.outbox.undelivered(MOST_ROWS);
    const subjects = waiting.filter(({ state }) => state !== 'given-up').map(({ subject }) => subject);
    for (const subject of new Map(subjects.map((one): [string, Subject] => [subjectKey(one), one])).values())
      await enqueueDelivery(tx, subject, { priority: 'normal', at: late(now) });
  });
  await store.transaction(async (tx) => {
    const ended = await tx.operations.endedSince(new Date(now - endedWithin).toISOString());
    for (const operation of [...(await tx.operations.open()), ...ended])
      if (await hasRunToEnd(tx, operation)) await endRunOf(tx, operation, late(now));
  });
}

async function hasRunToEnd(tx: Tx, operation: Operation): Promise<boolean> {
  return runToEndOf(operation) !== null && !(await isRunEnded(tx, operation));
}

function late(ms: number): string {
  return new Date(ms + GRACE_MS).toISOString();
}

/** When the first of its steps is due again; a step waits for minutes, and a later time, or none, is not Navi's. */
function dueOf({ steps }: Operation, now: number): number {
  const times = Object.values(steps).flatMap((step) =>
    step.is === 'pending' ? [Date.parse(step.askAgainAt) || now] : [],
  );
  return Math.min(now + LONGEST_WAIT_MS, ...(times.length === 0 ? [now] : times));
}

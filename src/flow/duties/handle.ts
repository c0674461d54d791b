import { goesOn } from '../../domain/operation.ts';
import type { Duty, DutyOutcome } from '../../ports/store.ts';
import { advance } from '../advance.ts';
import { laneOf } from '../keep.ts';
import type { Ground } from '../ports.ts';
import { adopt } from './adopt.ts';
import { deliver } from './deliver.ts';
import { endRun } from './end-run.ts';
import { expire } from './expire.ts';
import { takeBackLatePost } from './late-post.ts';
import { review } from './review.ts';
import { verifyLive } from './verify-live.ts';

/**
 * Does one duty. What it throws is caught by the store's worker, logged, and tried again after a growing pause: one
 * of the two places where a fault is caught.
 */
export async function handleDuty(ground: Ground, duty: Duty): Promise<DutyOutcome> {
  switch (duty.kind) {
    case 'advance':
      return advance(ground, duty.subject);
    case 'expire':
      return expire(ground, duty.subject);
    case 'deliver':
      return deliver(ground, duty.subject);
    case 'adopt':
      return adopt(ground);
    case 'end-run':
      return endRun(ground, duty.subject);
    case 'late-post':
      return takeBackLatePost(ground, duty.subject);
    case 'review':
      return review(ground, duty.subject);
    case 'tick':
      return verifyLive(ground);
  }
}

/**
 * A schedule's tick is a duty keyed by schedule and minute, so that ten replicas do it once (DESIGN §4.8).
 */
export async function tick(ground: Ground, schedule: string): Promise<void> {
  const dueAt = ground.clock.now().toISOString();
  const key = `tick:${schedule}:${dueAt.slice(0, 16)}`;
  await ground.store.transaction((tx) =>
    tx.duties.put({ key, kind: 'tick', subject: schedule, lane: 'normal', dueAt }),
  );
}

/**
 * Only the first start has something to adopt in a hurry. Looking loads the bucket's and the registry's clients, which
 * a start should be ready before (DESIGN §5), in milliseconds.
 */
const ADOPT_AFTER_MS = 10_000;

/** What every start puts due: adopting what is live, and going on with whatever was open when the process ended. */
export async function resume(ground: Ground): Promise<void> {
  const now = ground.clock.now();
  const at = now.toISOString();
  await ground.store.transaction(async (tx) => {
    const isFirst = (await tx.surfaces.all()).length === 0;
    const adoptAt = isFirst ? at : new Date(now.getTime() + ADOPT_AFTER_MS).toISOString();
    await tx.duties.put({ key: 'adopt', kind: 'adopt', subject: 'surfaces', lane: 'normal', dueAt: adoptAt });
    for (const operation of await tx.operations.open()) {
      if (ground.store.exclusive && operation.lease !== null)
        await tx.operations.save({ ...operation, lease: { ...operation.lease, until: at } });
      const duty = { subject: operation.id, lane: laneOf(operation), dueAt: at };
      await tx.duties.put({ ...duty, key: `deliver:${operation.id}`, kind: 'deliver' });
      if (goesOn(operation))
        await tx.duties.put({ ...duty, key: `advance:${operation.id}`, kind: 'advance' });
    }
  });
}

import { areFresh, neededRights } from '../../domain/right.ts';
import type { Context, WriteCheck } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';

/** How soon the check of the rights is looked at again. */
const RIGHTS_PAUSE_MS = 1_000;

/** A release waits for a test of its rights that is younger than an hour. */
export const rightsWereTried: WriteCheck = {
  beforeFirstWrite: async (context) => {
    if (await haveFreshRights(context)) return null;
    const limit = context.settings.deadlines.answer;
    return { expects: 'the check of its permissions', askAgainInMs: RIGHTS_PAUSE_MS, limit };
  },
};

/** Whether the rights for a release were tested within the hour; where not, enqueues the test. */
async function haveFreshRights(context: Context): Promise<boolean> {
  const at = context.clock.now().toISOString();
  return context.store.transaction(async (tx) => {
    const names = context.settings.packages.filter((one) => one.ships === 'npm').map((one) => one.name);
    if (areFresh(await tx.rights.all(), neededRights(names), at)) return true;
    await enqueueTry(tx, at);
    return false;
  });
}

/** Enqueues the test of the rights at this time (ISO), once for many requests. */
export async function enqueueTry(tx: Tx, at: string): Promise<void> {
  await tx.jobs.put({
    key: 'try-rights',
    kind: 'try-rights',
    subject: { kind: 'store', id: 'rights' },
    priority: 'normal',
    dueAt: at,
  });
}

import { NeighbourError } from '../../ports/neighbour-error.ts';
import type { DutyOutcome, OutboxRow, Tx } from '../../ports/store.ts';
import { cardKey } from '../keep.ts';
import type { Ground } from '../ports.ts';

/**
 * How long after a post was sent again the first one is looked for, in milliseconds: soon, for what was on its way, and
 * once more, for what a process sent that had stood still for minutes.
 */
const LOOK_AFTER_MS = [60_000, 15 * 60_000];
/** Between a look that Slack did not answer, or that found something, and the next. */
const LOOK_AGAIN_MS = 10_000;

/** Has a post looked for that was sent again because nobody knew its fate: whoever sent it first may be dead. */
export async function lookForLatePost(tx: Tx, key: string, now: Date): Promise<void> {
  for (const ms of LOOK_AFTER_MS)
    await tx.duties.put({
      key: `late-post:${ms}:${key}`,
      kind: 'late-post',
      subject: key,
      lane: 'normal',
      dueAt: new Date(now.getTime() + ms).toISOString(),
    });
}

/**
 * Deletes a post that arrived after it was sent again: Slack knows no precondition, so it stands twice, and what people
 * know stays. `key` is the post's, which is its first row's.
 */
export async function takeBackLatePost(ground: Ground, key: string): Promise<DutyOutcome> {
  const { row, thread } = await ground.store.transaction(async (tx) => {
    const found = await tx.outbox.get(key);
    return {
      row: found,
      thread: found?.inThread === true ? await tx.outbox.get(cardKey(found.about.operation)) : undefined,
    };
  });
  const again = {
    is: 'again',
    at: new Date(ground.clock.now().getTime() + LOOK_AGAIN_MS).toISOString(),
  } as const;
  // Whoever is sending it now has it looked for afterwards.
  if (row === undefined || row.ts === null) return { is: 'over' };
  try {
    return (await takeBack(ground, row, { standing: row.ts, thread: thread?.ts ?? null }))
      ? again
      : { is: 'over' };
  } catch (error) {
    if (!(error instanceof NeighbourError)) throw error;
    const { kind, problem } = error.facts;
    ground.telemetry.warn('a late post is not looked for yet', { kind, problem });
    return kind === 'refused' ? { is: 'over' } : again;
  }
}

/** Whether there was one. */
async function takeBack(
  ground: Ground,
  { key, channel, since }: OutboxRow,
  { standing, thread }: { standing: string; thread: string | null },
): Promise<boolean> {
  const address = thread === null ? { channel } : { channel, thread };
  const late = await ground.chat.find({ ...address, key, since, besides: standing });
  if (late === undefined) return false;
  await ground.chat.remove(late);
  ground.telemetry.warn('a post arrived late and was deleted', { key });
  return true;
}

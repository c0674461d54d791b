import { ServiceError } from '../../ports/service-error.ts';
import type { JobOutcome, Tx } from '../../ports/store.ts';
import type { Context } from '../context.ts';
import { defineJob, NOTHING } from '../define-job.ts';
import { cardKey } from '../save.ts';

/**
 * How long after a post was sent again the first one is looked for, in milliseconds: soon, for what was on its way, and
 * once more, for what a process sent that had stood still for minutes.
 */
const LOOK_AFTER_MS = [60_000, 15 * 60_000];
/** Between a look that Slack did not answer, or that found something, and the next. */
const LOOK_AGAIN_MS = 10_000;

/** What is looked for; `besides` is the post that people know. */
type LatePost = Parameters<Context['chat']['find']>[0] & { besides: string };

/** Has a post looked for that was sent again because nobody knew its fate: whoever sent it first may be dead. */
export async function lookForLatePost(tx: Tx, key: string, now: Date): Promise<void> {
  for (const ms of LOOK_AFTER_MS)
    await tx.jobs.put({
      key: `late-post:${ms}:${key}`,
      kind: 'late-post',
      subject: { kind: 'outbox', id: key },
      priority: 'normal',
      dueAt: new Date(now.getTime() + ms).toISOString(),
    });
}

/**
 * Deletes a post that arrived after it was sent again: Slack knows no precondition, so it stands twice, and what people
 * know stays. `key` is the post's, which is its first row's.
 */
export async function takeBackLatePost(context: Context, key: string): Promise<JobOutcome> {
  const { row, thread } = await context.store.transaction(async (tx) => {
    const found = await tx.outbox.get(key);
    return {
      row: found,
      thread: found?.inThread === true ? (await tx.outbox.get(cardKey(found.subject.id)))?.ts : null,
    };
  });
  const again = {
    is: 'again',
    at: new Date(context.clock.now().getTime() + LOOK_AGAIN_MS).toISOString(),
  } as const;
  // Whoever is sending it now has it looked for afterwards.
  if (row === undefined || row.ts === null) return { is: 'over' };
  const { channel, since, ts: besides } = row;
  const address = thread == null ? { channel } : { channel, thread };
  try {
    return (await removeLatePost(context, { ...address, key, since, besides })) ? again : { is: 'over' };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { kind, problem } = error.facts;
    context.telemetry.warn('a late post is not looked for yet', { kind, problem });
    return kind === 'refused' ? { is: 'over' } : again;
  }
}

/** Deletes the post of this key that is not the one at `besides`; false where there is none. Throws `NeighbourError`. */
export async function removeLatePost({ chat, telemetry }: Context, late: LatePost): Promise<boolean> {
  const found = await chat.find(late);
  if (found === undefined) return false;
  await chat.remove(found);
  telemetry.warn('a post arrived late and was deleted', { key: late.key });
  return true;
}

export default defineJob({
  name: 'late-post',
  payload: NOTHING,
  run: (context, { subject }) => takeBackLatePost(context, subject.id),
});

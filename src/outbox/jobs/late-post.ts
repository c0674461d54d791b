import type { Context } from '../../engine/context.ts';
import { defineJob, NOTHING } from '../../engine/define-job.ts';
import { cardKey } from '../../engine/save.ts';
import { ServiceError } from '../../ports/service-error.ts';
import type { Tx } from '../../ports/store.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';

/**
 * How long after a repost the first post is searched, in milliseconds: soon, for a delayed request, and once more,
 * for a process that was stopped for minutes.
 */
const LOOK_AFTER_MS = [60_000, 15 * 60_000];
/** The pause after a search that Slack did not answer, or that found a post. */
const LOOK_AGAIN_MS = 10_000;

/** What to search; `besides` is the known post. */
type LatePost = Parameters<Context['chat']['find']>[0] & { besides: string };

/**
 * Schedules the search for a post that was sent again because its fate was unknown: its first sender may have died.
 */
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
 * Deletes a post that arrived after it was sent again. Slack has no precondition, so it exists twice; the known post
 * stays. `key` is the key of the post's first row.
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
  // A process that sends it now schedules a search of its own.
  if (row === undefined || row.ts === null) return { is: 'over' };
  const { channel, since, ts: besides } = row;
  const address = thread == null ? { channel } : { channel, thread };
  try {
    return (await removeLatePost(context, { ...address, key, since, besides })) ? again : { is: 'over' };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { kind, problem } = error.facts;
    context.telemetry.warn('the search for a late post failed', { kind, problem });
    return kind === 'refused' ? { is: 'over' } : again;
  }
}

/** Deletes the post of this key that is not at `besides`; false where there is none. Throws `ServiceError`. */
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

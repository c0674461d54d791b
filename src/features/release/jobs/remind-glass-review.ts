import { isOpen } from '../../../domain/operation.ts';
import type { Subject } from '../../../domain/subject.ts';
import { tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { peopleNow } from '../../../engine/people-now.ts';
import { enqueueNotice } from '../../../engine/save.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import { postReviewCard } from '../break-glass/review-card.ts';
import { laterBy, REMIND_MS, REMIND_REVIEW, reviewersOf, reviewsOwed } from '../break-glass/reviews.ts';

/** The first reminder comes so long before the review is due. */
const BEFORE_MS = 6 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Posts the card on which the review of an approved release by break glass is recorded, and reminds people of it: before
 * it is due, then daily.
 */
async function remind(context: Context, subject: Subject): Promise<JobOutcome> {
  const { store, clock, settings } = context;
  const at = clock.now().toISOString();
  return store.transaction(async (tx): Promise<JobOutcome> => {
    const owed = (await reviewsOwed(tx)).find(({ operation }) => operation === subject.id);
    const again: JobOutcome = { is: 'again', at: laterBy(at, REMIND_MS) };
    if (owed === undefined) {
      const operation = await tx.operations.get(subject.id);
      return operation !== undefined && isOpen(operation.state) ? again : { is: 'over' };
    }
    await postReviewCard(tx, context, { owed, at });
    const { version, due } = owed;
    const since = Date.parse(at) - (Date.parse(due) - BEFORE_MS);
    if (since < 0) return again;
    const others = reviewersOf(owed, await peopleNow(tx, context)).map(({ name }) => name);
    const when = at < due ? `is due at ${due}` : `was due at ${due}: no other release goes out before it`;
    const text = `The review of ${tagOf(version)}, released by break glass, ${when}. ${others.join(' or ')} may record it on its card, or by /navi review ${tagOf(version)} --outcome "…"`;
    const { channel } = settings.slack;
    const key = `glass-review:${subject.id}:${Math.floor(since / DAY_MS)}:${at < due ? 'due' : 'overdue'}`;
    await enqueueNotice(tx, { subject, text, level: 'warn', whom: 'owners', channel, key, at });
    return again;
  });
}

export default defineJob({
  name: REMIND_REVIEW,
  payload: NOTHING,
  run: (context, { subject }) => remind(context, subject),
});

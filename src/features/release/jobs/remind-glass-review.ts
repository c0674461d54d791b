import { isOpen } from '../../../domain/operation.ts';
import type { Subject } from '../../../domain/subject.ts';
import { tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import { defineJob, NOTHING } from '../../../engine/define-job.ts';
import { enqueueNotice } from '../../../engine/save.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import { laterBy, REMIND_GLASS_REVIEW, REMIND_MS, reviewsOwed } from '../break-glass/reviews.ts';

/** The first reminder comes so long before the review is due. */
const BEFORE_MS = 6 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** Reminds people of the review of a release by break glass: before it is due, then daily, until it is recorded. */
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
    const { version, due, involved } = owed;
    const since = Date.parse(at) - (Date.parse(due) - BEFORE_MS);
    if (since < 0) return again;
    const others = settings.people.filter(({ id }) => !involved.includes(id)).map(({ name }) => name);
    const when = at < due ? `is due at ${due}` : `was due at ${due}: no other release goes out before it`;
    const text = `The review of ${tagOf(version)}, released by break glass, ${when}. ${others.join(' or ')} may record it: /navi review ${tagOf(version)} --outcome "…"`;
    const { channel } = settings.slack;
    const key = `glass-review:${subject.id}:${Math.floor(since / DAY_MS)}:${at < due ? 'due' : 'overdue'}`;
    await enqueueNotice(tx, { subject, text, level: 'warn', whom: 'owners', channel, key, at });
    return again;
  });
}

export default defineJob({
  name: REMIND_GLASS_REVIEW,
  payload: NOTHING,
  run: (context, { subject }) => remind(context, subject),
});

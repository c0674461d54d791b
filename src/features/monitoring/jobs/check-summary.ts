import { z } from 'zod';
import { defineJob } from '../../../engine/define-job.ts';
import { enqueuePage } from '../../../engine/enqueue-page.ts';
import type { OutboxRow } from '../../../ports/tables/outbox.ts';

const PAUSE_MS = 60_000;
/** After a day the next summary is due. */
const LATEST_MS = 24 * 60 * 60_000;

/** Pages when a summary was not posted some minutes after its time, and again when it was. */
export default defineJob({
  name: 'check-summary',
  payload: z.object({ key: z.string(), since: z.iso.datetime() }),
  run: async (context, { subject, payload: { key, since } }) => {
    const now = context.clock.now();
    const [at, incident, title] = [now.toISOString(), key, `The summary ${subject.id}`];
    const isPosted = await context.store.transaction(async (tx) => {
      const row = await tx.outbox.get(key);
      const isSent = row?.state === 'sent';
      const event = isSent ? 'summary.posted' : 'summary.failed';
      const text = isSent ? `It was posted at ${at}.` : whyNot(row);
      await enqueuePage(tx, context, { event, incident, at, title, text });
      return isSent;
    });
    if (isPosted || now.getTime() - Date.parse(since) > LATEST_MS) return { is: 'over' };
    return { is: 'again', at: new Date(now.getTime() + PAUSE_MS).toISOString() };
  },
});

function whyNot(row: OutboxRow | undefined): string {
  return row === undefined
    ? 'It could not be gathered: the log says why.'
    : 'It was gathered, and Slack has not taken it: /navi doctor slack-messages says why.';
}

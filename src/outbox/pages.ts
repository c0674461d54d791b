import type { Subject } from '../domain/subject.ts';
import type { Context } from '../engine/context.ts';
import { enqueueNotice } from '../engine/save.ts';
import { ServiceError } from '../ports/service-error.ts';
import type { Tx } from '../ports/store.ts';
import type { JobOutcome } from '../ports/tables/jobs.ts';
import type { OutboxRow } from '../ports/tables/outbox.ts';
import { saveDelivery } from './delivery.ts';
import { notBeforeOf, problemOf, triesOf } from './due.ts';
import { later, noteProblem } from './note-problem.ts';

/** After this long a page is given up. Milliseconds. */
const LATEST_MS = 6 * 60 * 60_000;
/** So many failed attempts are not chance: people are told in the chat that the pager does not work. */
const TRIES_BEFORE_NOTICE = 3;
const SHORTEST_PAUSE_MS = 200;
const MOST_ROWS = 200;

/**
 * Delivers the pages of one incident in their order. A page whose fate is unknown is sent again with its own id, by
 * which the pager knows it.
 */
export async function deliverPages(context: Context, subject: Subject): Promise<JobOutcome> {
  const { pager, store, clock } = context;
  const [row] = await store.transaction((tx) => tx.outbox.pending(subject, 1));
  if (row?.about.is !== 'page' || pager === null) return { is: 'over' };
  const now = clock.now().getTime();
  const notBefore = notBeforeOf(row, now);
  if (notBefore > now) return { is: 'again', at: new Date(notBefore).toISOString() };
  const next = { is: 'again', at: later(context, SHORTEST_PAUSE_MS) } as const;
  if (now - Date.parse(row.since) > LATEST_MS) {
    context.telemetry.error('a page was given up', undefined, { page: row.key, ...problemOf(row) });
    await saveDelivery(context, [row], { state: 'given-up', delivered: row.wanted });
    return next;
  }
  try {
    await pager.send(row.key, row.about.page);
    context.telemetry.count('deliveries', { about: 'page' });
    await saveDelivery(context, [row], { state: 'sent', note: null }, { is: 'delivered' });
    return next;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return waitAfter(context, { row, error });
  }
}

async function waitAfter(
  context: Context,
  { row, error }: { row: OutboxRow; error: ServiceError },
): Promise<JobOutcome> {
  await noteProblem(context, { error, rows: [row] });
  const at = context.clock.now();
  return context.store.transaction(async (tx): Promise<JobOutcome> => {
    const noted = await tx.outbox.get(row.key);
    if (noted !== undefined && triesOf(noted) === TRIES_BEFORE_NOTICE)
      await enqueueNotice(tx, {
        subject: { kind: 'notice', id: `pager:${row.key}` },
        text: `The pager does not take pages: ${error.facts.problem}. This incident is in Slack only. Navi tries again for six hours; /navi doctor pager says more.`,
        level: 'bad',
        whom: 'owners',
        channel: context.settings.slack.channel,
        key: `pager-silent:${row.subject.id}`,
        at: at.toISOString(),
      });
    const notBefore = noted === undefined ? 0 : notBeforeOf(noted, at.getTime());
    const soonest = Math.max(notBefore, at.getTime() + SHORTEST_PAUSE_MS);
    return { is: 'again', at: new Date(soonest).toISOString() };
  });
}

/** Pages that the pager has refused at least once and not taken since. */
export async function waitingPages(tx: Tx): Promise<{ problem: string; since: string }[]> {
  const rows = await tx.outbox.undelivered(MOST_ROWS);
  return rows.flatMap((row) => (row.about.is === 'page' ? (problemOf(row) ?? []) : []));
}

import { enqueueAlertCard } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { enqueuePage } from '../../engine/enqueue-page.ts';
import { restoringUnreadable } from '../../engine/guard.ts';
import { enqueueNotice } from '../../engine/save.ts';
import { ifUnreadable } from '../../ports/row-unreadable.ts';
import type { Tx } from '../../ports/store.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';
import { type Answer, leftAlone, pageOf, raise, UNANSWERED } from '../alerts/index.ts';
import { isSameCard } from './card.ts';
import { decideWatch, type Watch } from './decide-watch.ts';
import { findWatched, liveReleases, watchOf } from './gather.ts';
import { headlineOf } from './headline.ts';
import { postCharts } from './post-charts.ts';
import { rollBackWatched } from './roll-back-watched.ts';
import { settleSoak } from './settle-soak.ts';
import { callingOf, readWatch, storedWatch, WATCH, type WatchAlert, watchId } from './watch-alert.ts';

/** Watches what is live: begins a watch after each swap, and looks at each watched release. */
export async function watchReleases(context: Context): Promise<JobOutcome> {
  const { store } = context;
  // A release under watch may have to be rolled back: an unreadable row must not stop that.
  await restoringUnreadable(context, () => store.transaction((tx) => beginWatches(tx, context)));
  const open = await store.transaction(async (tx) =>
    (await tx.alerts.open()).flatMap((one) => readWatch(one) ?? []),
  );
  for (const { id } of open) {
    const due = await restoringUnreadable(context, () => store.transaction((tx) => lookAt(tx, context, id)));
    if (due !== null) await rollBackWatched(context, due);
    await restoringUnreadable(context, () => settleSoak(context, id));
  }
  return { is: 'over' };
}

/** A version is watched once: its row stays when the watch is over. */
async function beginWatches(tx: Tx, context: Context): Promise<void> {
  const at = context.clock.now().toISOString();
  for (const live of await liveReleases(tx)) {
    const { version } = live.release;
    // One that cannot be read begins anew, if it had not ended: `begin` knows.
    const known = await tx.alerts.get(watchId(version)).catch(ifUnreadable(undefined));
    if (known !== undefined) continue;
    const watch = await watchOf(tx, context, live);
    if (watch === undefined) continue;
    const alert: WatchAlert = {
      ...{ id: watchId(version), kind: WATCH, subject: { kind: 'version', id: version } },
      ...{ state: { is: 'suspect' }, since: at, looks: 0, revision: 1, details: {}, watch },
      ...{ answer: UNANSWERED, calling: null },
    };
    if (!(await tx.alerts.begin(storedWatch(alert)))) continue;
    journal(tx, alert, { event: 'watch-begun', details: { endsAt: watch.endsAt, replaced: watch.replaced } });
    await enqueueAlertCard(tx, context, { id: alert.id, at });
  }
}

/** The watch, where Navi now rolls its release back by itself. */
async function lookAt(tx: Tx, context: Context, id: string): Promise<WatchAlert | null> {
  const alert = await tx.alerts.lock(id);
  const seen = alert && readWatch(alert);
  if (seen === undefined || seen.state.is === 'over') return null;
  const at = context.clock.now().toISOString();
  const found = await findWatched(tx, context, seen.watch);
  const step = decideWatch(await renewed(tx, context, seen.watch), found, context.settings.releaseWatch, at);
  const after: WatchAlert = { ...seen, watch: step.watch, looks: seen.looks + 1 };
  if (step.is === 'over') {
    // With the counts of the last look: without them there is nothing to draw.
    await postCharts(tx, context, { alert: seen, occasion: 'end', at });
    await endWatch(tx, context, after, { how: step.how, by: null, at });
    return null;
  }
  const answer = await answerAfter(tx, context, { before: seen, alert: after, at });
  const next = { ...after, answer, calling: callingOf(after) };
  await tx.alerts.save(storedWatch(next));
  if (step.isNewVerdict) await tell(tx, context, { alert: next, at });
  const { worseSince } = step.watch;
  if (worseSince !== null)
    await postCharts(tx, context, { alert: next, occasion: `worse:${worseSince}`, at });
  if (step.isNewVerdict || !isSameCard(seen.watch, next.watch))
    await enqueueAlertCard(tx, context, { id, at });
  return step.rollsBack ? next : null;
}

/** The end of the watch follows what the edge has shown since. */
async function renewed(tx: Tx, context: Context, watch: Watch): Promise<Watch> {
  const live = (await liveReleases(tx)).find(({ release }) => release.version === watch.version);
  const now = live && (await watchOf(tx, context, live));
  return now === undefined ? watch : { ...watch, browsersUntil: now.browsersUntil, endsAt: now.endsAt };
}

/** Journals a new verdict, and posts a worse one: that calls people. */
async function tell(
  tx: Tx,
  context: Context,
  { alert, at }: { alert: WatchAlert; at: string },
): Promise<void> {
  const { judged, dueInShadow, waits, worseSince } = alert.watch;
  const verdict = judged?.verdict.is ?? null;
  journal(tx, alert, {
    event: 'watch-judged',
    details: { verdict, dueInShadow, ...(waits ? { waits: 'yes' } : {}) },
  });
  // What belongs to another incident is told in its thread.
  if ((verdict !== 'worse' || alert.answer.joined !== null) && !waits) return;
  await enqueueNotice(tx, {
    subject: { kind: 'alert', id: alert.id },
    text: `${headlineOf(alert.watch)}. Its card says more.`,
    level: verdict === 'worse' ? 'warn' : 'info',
    channel: context.settings.slack.channel,
    // Once for each time that it became worse, though its source failed in between.
    key: `watch:${alert.id}:${waits ? 'waits' : `worse:${worseSince}`}`,
    at,
  });
}

/**
 * Calls people when the release becomes worse than the one that it replaced, and says when it is not any more. What people
 * did about an earlier time counts no longer.
 */
async function answerAfter(
  tx: Tx,
  context: Context,
  { before, alert, at }: { before: WatchAlert; alert: WatchAlert; at: string },
): Promise<Answer> {
  const calling = callingOf(alert);
  if (calling === null)
    await pageWell(tx, context, { alert: before, at, text: `${headlineOf(alert.watch)}.` });
  const isNew = calling !== null && before.calling === null;
  const isLeft = calling !== null && (await leftAlone(tx)).some(({ id }) => id === alert.id);
  return isNew || isLeft ? raise(tx, context, { ...alert, calling }, at) : before.answer;
}

async function pageWell(
  tx: Tx,
  context: Context,
  { alert: { calling }, at, text }: { alert: WatchAlert; at: string; text: string },
): Promise<void> {
  if (calling !== null)
    await enqueuePage(tx, context, pageOf(calling, { event: 'alert.resolved', at, text }));
}

/** Ends a watch and draws its card for the last time. */
export async function endWatch(
  tx: Tx,
  context: Context,
  alert: WatchAlert,
  { how, by, at }: { how: string; by: string | null; at: string },
): Promise<void> {
  await tx.alerts.save(storedWatch({ ...alert, state: { is: 'over', at, how, by } }));
  await pageWell(tx, context, { alert, at, text: 'Its watch is over.' });
  if (by === null) journal(tx, alert, { event: 'watch-over', details: { how } });
  await enqueueAlertCard(tx, context, { id: alert.id, at });
}

function journal(
  tx: Tx,
  { id, subject }: WatchAlert,
  {
    event,
    details,
  }: {
    event: 'watch-begun' | 'watch-judged' | 'watch-over';
    details: Record<string, string | null>;
  },
): void {
  tx.journal.append({
    subject,
    event,
    actor: { is: 'navi' },
    planHash: null,
    details: { alert: id, ...details },
  });
}

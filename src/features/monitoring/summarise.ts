import type { z } from 'zod';
import type { Subject } from '../../domain/subject.ts';
import type { Context } from '../../engine/context.ts';
import type { SCHEDULED } from '../../engine/define-job.ts';
import { enqueueDelivery } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import type { JobOutcome } from '../../ports/tables/jobs.ts';
import { decideBehind } from './decide-behind.ts';
import { gatherReport } from './gather-report.ts';
import { rollUpAll } from './samples.ts';
import { scheduleOf, summaryBefore, summaryKey } from './summary-before.ts';

/**
 * Gathers one scheduled summary and enqueues its post, once: the outbox's key is the instant that it was due at. A
 * summary that the configuration no longer has is left out.
 */
export async function summarise(
  context: Context,
  { schedule, due }: { schedule: string; due: z.infer<typeof SCHEDULED> },
): Promise<JobOutcome> {
  const { settings, store, clock } = context;
  const summary = settings.monitoring.summaries.find(({ name }) => scheduleOf(name) === schedule);
  if (summary === undefined || due === null) return { is: 'over' };
  const { name, days, sections, channel } = summary;
  const key = summaryKey(name, due.dueAt);
  const subject = { kind: 'summary', id: name };
  const { isMade, before } = await store.transaction(async (tx) => {
    await checkLater(tx, context, { subject, key });
    return {
      isMade: (await tx.outbox.get(key)) !== undefined,
      before: await summaryBefore(tx, context, { name, before: new Date(due.dueAt) }),
    };
  });
  if (isMade) return { is: 'over' };
  await untilMeasured(context);
  await rollUpAll(context, settings.monitoring.zone);
  const lateSince = due.isLate ? due.dueAt : null;
  const report = await gatherReport(context, {
    name,
    days,
    sections,
    lateSince,
    skipped: due.skipped,
    before,
  });
  await store.transaction(async (tx) => {
    if ((await tx.outbox.lock(key)) !== undefined) return;
    const at = clock.now().toISOString();
    await tx.outbox.put({ key, subject, about: { is: 'summary', report }, channel, inThread: false, at });
    await enqueueDelivery(tx, subject, { priority: 'normal', at });
    if (context.heartbeat !== null)
      await tx.jobs.put({
        ...{ key: `beat:${key}`, kind: 'beat', subject, priority: 'normal', dueAt: at },
        payload: { summary: key, since: at },
      });
  });
  return { is: 'over' };
}

/** How often, and how many times, a summary waits for sources that are read after an absence. */
const PAUSE_MS = 1_000;
const MOST_PAUSES = 30;

/** After an absence, or a jump of the clock, what happened meanwhile is read first: else the summary would be empty. */
async function untilMeasured({ store, clock, sources, stopping }: Context): Promise<void> {
  for (let pause = 0; pause < MOST_PAUSES && !stopping.aborted; pause += 1) {
    const states = await store.transaction((tx) => tx.sourceStates.all());
    if (decideBehind(sources, states, clock.now()).length === 0) return;
    await clock.wait(PAUSE_MS, stopping);
  }
}

/** When a summary that is not posted is a failure. Milliseconds. */
const CHECKED_AFTER_MS = 10 * 60_000;

/** The pager is told of a summary that is not posted in time, also where gathering it throws each time. */
async function checkLater(
  tx: Tx,
  { pager, clock }: Context,
  { subject, key }: { subject: Subject; key: string },
): Promise<void> {
  if (pager === null) return;
  const now = clock.now();
  await tx.jobs.put({
    ...{ key: `check-${key}`, kind: 'check-summary', subject, priority: 'normal' },
    dueAt: new Date(now.getTime() + CHECKED_AFTER_MS).toISOString(),
    payload: { key, since: now.toISOString() },
  });
}

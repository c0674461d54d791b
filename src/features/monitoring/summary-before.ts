import { occurrencesBetween } from '../../domain/decide-due.ts';
import type { MonitorReport } from '../../domain/monitor-report.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';

/** Summaries are scheduled by these names, which the store keeps. */
export function scheduleOf(summary: string): string {
  return `summary-${summary}`;
}

/** The outbox's key of one summary: the instant that it was due at, whichever process posts it. */
export function summaryKey(summary: string, dueAt: string): string {
  return `summary:${summary}:${dueAt}`;
}

/** A monthly summary is found again, with one of them missed. */
const LOOK_BACK_MS = 70 * 24 * 3_600_000;

/** The summary of this name that was made last before an instant; null for none. */
export async function summaryBefore(
  tx: Tx,
  { settings }: Pick<Context, 'settings'>,
  { name, before }: { name: string; before: Date },
): Promise<MonitorReport | null> {
  const schedule = settings.schedules[scheduleOf(name)];
  if (schedule === undefined) return null;
  const since = before.getTime() - LOOK_BACK_MS;
  for (const { dueAt } of occurrencesBetween(schedule.when, since, before.getTime() - 1)) {
    const row = await tx.outbox.get(summaryKey(name, dueAt));
    if (row?.about.is === 'summary') return row.about.report;
  }
  return null;
}

/** The newest summary of any name. */
export async function newestSummary({ store, settings, clock }: Context): Promise<MonitorReport | null> {
  const before = new Date(clock.now().getTime() + 1);
  return store.transaction(async (tx) => {
    const found: MonitorReport[] = [];
    for (const { name } of settings.monitoring.summaries) {
      const one = await summaryBefore(tx, { settings }, { name, before });
      if (one !== null) found.push(one);
    }
    return found.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0] ?? null;
  });
}

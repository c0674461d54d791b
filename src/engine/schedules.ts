import { type Decided, decideDue } from '../domain/decide-due.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { Tx } from '../ports/store.ts';
import type { Context } from './context.ts';

type ScheduleContext = Pick<Context, 'store' | 'clock' | 'settings' | 'telemetry'>;

/**
 * Enqueues the due jobs of all schedules: each replica calls it once a minute. The schedule's row is locked, so that
 * ten replicas enqueue one job.
 */
export async function putDueJobs(context: ScheduleContext): Promise<void> {
  for (const [name, schedule] of Object.entries(context.settings.schedules)) {
    try {
      const decided = await context.store.transaction((tx) => putDueJob(context, tx, { name, schedule }));
      report(context, name, decided);
    } catch (error) {
      context.telemetry.error('a schedule could not be read', error, { schedule: name });
    }
  }
}

async function putDueJob(
  { clock }: ScheduleContext,
  tx: Tx,
  { name, schedule }: { name: string; schedule: Schedule },
): Promise<Decided> {
  const now = clock.now();
  const seen = decideDue(schedule.when, { last: await tx.schedules.last(name), now });
  if (seen.is === 'nothing') return seen;
  const decided = decideDue(schedule.when, { last: await tx.schedules.lock(name), now });
  if (decided.is === 'nothing') return decided;
  await tx.schedules.save(name, decided.last);
  if (decided.is === 'due')
    await tx.jobs.put({
      key: keyOf(name, schedule, decided),
      kind: schedule.job,
      subject: { kind: 'schedule', id: name },
      priority: 'normal',
      dueAt: now.toISOString(),
      payload: {
        occurrence: decided.occurrence.name,
        dueAt: decided.occurrence.dueAt,
        isLate: decided.isLate,
        skipped: decided.skipped.names.length + decided.skipped.more,
      },
    });
  return decided;
}

type Due = Extract<Decided, { is: 'due' }>;

/** Each date has its own job; an interval repeats the job of the last occurrence while that is not over. */
function keyOf(name: string, { when }: Schedule, { occurrence }: Due): string {
  return when.is === 'every' ? `schedule:${name}` : `schedule:${name}:${occurrence.name}`;
}

function report({ telemetry }: ScheduleContext, schedule: string, decided: Decided): void {
  if (decided.is !== 'due') return;
  const { occurrence, isLate, skipped } = decided;
  if (isLate) telemetry.warn('a schedule is late', { schedule, occurrence: occurrence.name });
  if (skipped.names.length > 0)
    telemetry.warn('occurrences of a schedule are skipped', {
      schedule,
      skipped: skipped.names.join(', '),
      andMore: skipped.more,
    });
}

import type { Context } from '../../engine/context.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { ClockJump } from '../../ports/clock.ts';

/** How often the clock is compared. */
const EVERY_MS = 5_000;
/** When the clock was set back, jobs that were due within this time run now. */
const BROUGHT_FORWARD_MS = 10 * 60_000;
/** A record that is further ahead than this was written by a clock that was set back since. */
const AHEAD_MS = 60_000;

type WatchContext = Pick<Context, 'store' | 'clock' | 'telemetry' | 'settings' | 'holder'>;

/**
 * Detects when the machine's clock is set. Then it reschedules waiting jobs, writes to the log and alerts the owners.
 * It first compares the clock with the newest journal row, which a fast clock may have written. Runs until `stopping`
 * is aborted; resolves after the first check.
 */
export async function watchClock(context: WatchContext, stopping: AbortSignal): Promise<void> {
  let seen = context.clock.jumps().length;
  await lookAtRecord(context);
  void (async () => {
    for (;;) {
      await context.clock.wait(EVERY_MS, stopping);
      if (stopping.aborted) return;
      const jumps = context.clock.jumps();
      try {
        for (const jump of jumps.slice(seen)) await report(context, jump);
        seen = jumps.length;
      } catch (error) {
        context.telemetry.error('the clock was set, and waiting jobs could not be rescheduled', error);
      }
    }
  })();
}

/** The newest journal row is in the future only if the clock was set back while no process ran. */
async function lookAtRecord(context: WatchContext): Promise<void> {
  const newest = await context.store.transaction((tx) => tx.journal.newestAt());
  const to = context.clock.now();
  const from = newest === undefined ? to : new Date(newest);
  if (from.getTime() - to.getTime() > AHEAD_MS) await report(context, { from, to });
}

async function report(
  { store, clock, telemetry, settings, holder }: WatchContext,
  jump: ClockJump,
): Promise<void> {
  const { from, to } = jump;
  const byMs = to.getTime() - from.getTime();
  telemetry.warn('the clock was set', {
    from: from.toISOString(),
    to: to.toISOString(),
    byMs,
    process: holder,
  });
  const now = clock.now().toISOString();
  await store.transaction(async (tx) => {
    if (byMs < 0)
      await tx.jobs.bringForward(new Date(from.getTime() + BROUGHT_FORWARD_MS).toISOString(), now);
    await enqueueNotice(tx, {
      subject: { kind: 'store', id: 'clock' },
      text: `The clock of ${holder.split(':')[0]} was set ${byMs < 0 ? 'back' : 'forward'} by ${spoken(Math.abs(byMs))}, to ${now}. Navi continues. Times before and after this cannot be compared: check the machine's time synchronisation (NTP).`,
      level: 'warn',
      whom: 'owners',
      channel: settings.slack.channel,
      key: `clock-set:${holder}:${to.toISOString()}`,
      at: now,
    });
  });
}

function spoken(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1_000)} s`;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

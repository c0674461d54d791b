import type { Message } from '../../domain/message.ts';
import { SECTIONS } from '../../domain/monitor-report.ts';
import type { Context } from '../../engine/context.ts';

/** What is live, measured, for a person who asks now: compared with the newest summary. */
export async function monitor(context: Context, days: number): Promise<Message> {
  // Both load the time zone library, which no start waits for.
  const [{ gatherReport }, { newestSummary }, { rollUpAll }] = await Promise.all([
    import('./gather-report.ts'),
    import('./summary-before.ts'),
    import('./samples.ts'),
  ]);
  // The newest minutes count too, not only what the last hour's roll-up has summed up.
  await rollUpAll(context, context.settings.monitoring.zone);
  const before = await newestSummary(context);
  const asked = { name: null, days, sections: SECTIONS, lateSince: null, skipped: 0, before };
  return { is: 'monitor', report: await gatherReport(context, asked) };
}

import { z } from 'zod';
import { SECTIONS } from '../domain/monitor-report.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { SummarySetting } from '../domain/settings.ts';
import { Days, Time, whenOf, Zone } from './schedules.ts';
import { SlackChannel } from './shapes.ts';

const SummaryName = z.string().regex(/^[a-z][a-z0-9-]{0,29}$/, 'a short lower-case name, such as daily');

const Summary = z.strictObject({
  at: Time.describe('A local time of day such as 09:00'),
  on: Days.optional(),
  zone: Zone.optional().describe('The time zone of that time; monitoring.zone when left out'),
  days: z.int().min(1).max(90).default(1).describe('How many days it covers'),
  channel: SlackChannel.optional().describe('Where it is posted; slack.channel when left out'),
  sections: z
    .array(z.enum(SECTIONS))
    .min(1)
    .default([...SECTIONS])
    .describe('What it says; everything when left out'),
});

/** The summaries that Navi posts by itself. */
export const Summaries = z
  .record(SummaryName, Summary)
  .default({})
  .describe('Summaries that Navi posts, by name, such as daily and weekly');
type Summaries = z.infer<typeof Summaries>;

export function summariesOf({
  monitoring,
  slack,
}: {
  monitoring: { summaries: Summaries };
  slack: { channel: string };
}): readonly SummarySetting[] {
  return Object.entries(monitoring.summaries).map(([name, { days, sections, channel }]) => ({
    ...{ name, days, sections },
    channel: channel ?? slack.channel,
  }));
}

/** The schedule of each summary, by its stored name. */
export function summarySchedules({
  zone,
  summaries,
}: {
  zone: string;
  summaries: Summaries;
}): Record<string, Schedule> {
  return Object.fromEntries(
    Object.entries(summaries).map(([name, { at, on, zone: own }]) => [
      `summary-${name}`,
      { when: whenOf({ at, on, zone: own ?? zone }), job: 'summarise' },
    ]),
  );
}

import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** What `POST /_control/clock` takes: `{ advance: "14d" }`, or `{ to: … }` as an ISO instant or a wall time. */
export const MoveRequest = z.union(
  [z.strictObject({ advance: z.string() }), z.strictObject({ to: z.string() })],
  'send {"advance": "14d"} or {"to": "tomorrow 09:00 Europe/Brussels"}',
);
export type MoveRequest = z.infer<typeof MoveRequest>;

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const LENGTH = /^\s*(?:\d{1,6}(?:\.\d{1,3})?\s*[smhdw]\s*)+$/;
const INSTANT = z.iso.datetime({ offset: true });
const WALL = /^(?<day>today|tomorrow|\d{4}-\d{2}-\d{2})[ T](?<time>\d{2}:\d{2}(?::\d{2})?) (?<zone>\S+)$/;

/** The instant that is asked for, from the time it is now in the world; or what is wrong with the words. */
export function targetOf(asked: MoveRequest): ((now: number) => number) | { problem: string } {
  return 'advance' in asked ? ahead(asked.advance) : instantOf(asked.to);
}

function ahead(text: string): ((now: number) => number) | { problem: string } {
  if (!LENGTH.test(text))
    return { problem: `advance: "${text}" is not a length of time such as "90s", "1h", "14d" or "1d 12h"` };
  const parts = [...text.matchAll(/(?<count>[\d.]+)\s*(?<unit>[smhdw])/g)];
  const ms = parts.reduce((sum, { groups = {} }) => {
    const unit = UNITS[(groups['unit'] ?? 's') as keyof typeof UNITS];
    return sum + Number(groups['count']) * unit;
  }, 0);
  return (now) => now + ms;
}

function instantOf(text: string): ((now: number) => number) | { problem: string } {
  if (INSTANT.safeParse(text).success) return () => Date.parse(text);
  const { day, time, zone } = WALL.exec(text)?.groups ?? {};
  if (day === undefined || time === undefined || zone === undefined)
    return {
      problem: `to: "${text}" is neither an ISO instant such as 2026-12-01T08:00:00Z nor a wall time such as "tomorrow 09:00 Europe/Brussels"`,
    };
  try {
    const resolve = (now: number) => wallTime({ day, time, zone }, now);
    resolve(0);
    return resolve;
  } catch {
    return { problem: `to: there is no time "${day} ${time}" in a zone "${zone}"` };
  }
}

/** A local time that the clock change leaves out is the later one; of a repeated one the first counts. */
function wallTime({ day, time, zone }: { day: string; time: string; zone: string }, now: number): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const date =
    day === 'today' ? today : day === 'tomorrow' ? today.add({ days: 1 }) : Temporal.PlainDate.from(day);
  return date
    .toPlainDateTime(Temporal.PlainTime.from(time))
    .toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

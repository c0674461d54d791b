import { z } from 'zod';
import { type JobSchedule, type Schedule, WEEKDAYS, type Weekday, type When } from '../domain/schedule.ts';
import { isZone } from '../domain/zone.ts';
import { scheduleInsteadOf } from './cron.ts';
import { milliseconds } from './duration.ts';
import { Duration } from './shapes.ts';

const MINUTE_MS = 60_000;

export const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day as 09:00 or 17:30');
const HOW_DAYS = 'write daily, a day such as mon, days such as mon-fri, or a list of days';
const Day = z.enum(WEEKDAYS, { error: HOW_DAYS });
const ONE = WEEKDAYS.join('|');
export const Days = z
  .union(
    [z.string().regex(new RegExp(`^(daily|(${ONE})(-(${ONE}))?)$`), HOW_DAYS), z.array(Day).min(1, HOW_DAYS)],
    { error: HOW_DAYS },
  )
  .describe(
    'Daily when left out; one of mon, tue, wed, thu, fri, sat, sun, a range such as mon-fri, or a list',
  );
export const Zone = z
  .string()
  .refine(isZone, 'write a time zone by its IANA name, such as Europe/Brussels or UTC')
  .describe('A time zone by its IANA name');

const HOW = "{ every: 15m }, or { at: '09:00', on: mon-fri, zone: Europe/Brussels }";

/** When a job is due: `{ every }`, or `{ at, on, zone }` as local time in a zone. */
export const RawSchedule = z
  .strictObject(
    {
      every: Duration.refine(
        (text) => milliseconds(text) % MINUTE_MS === 0,
        'write whole minutes, such as 15m',
      )
        .optional()
        .describe('An interval of whole minutes, counted from midnight UTC'),
      at: z
        .union([Time, z.array(Time).min(1)], { error: 'write a time of day as 09:00, or a list of them' })
        .optional()
        .describe('A local time of day such as 09:00, or a list of them'),
      on: Days.optional(),
      zone: Zone.optional().describe('The time zone of these times, by its IANA name; UTC when left out'),
    },
    { error: ({ input }) => (typeof input === 'string' ? insteadOf(input) : undefined) },
  )
  .superRefine(({ every, at, on, zone }, context) => {
    const hasBoth = every !== undefined && (at ?? on ?? zone) !== undefined;
    if (hasBoth || (every === undefined && at === undefined))
      context.addIssue({ code: 'custom', message: `write a schedule as ${HOW}` });
  });
type RawSchedule = z.infer<typeof RawSchedule>;

/** The settings of these schedules; each has its usual time where the file names none. */
export function rawSchedulesOf(known: readonly JobSchedule[]) {
  const names = known.map(settingOf).join(', ');
  const shape = Object.fromEntries(
    known.map((one) => [settingOf(one), RawSchedule.default(one.usual).describe(one.why)]),
  );
  return z
    .strictObject(shape, {
      error: ({ code, keys }) =>
        code === 'unrecognized_keys'
          ? `${(keys ?? []).join(', ')} is no schedule; the schedules are ${names}`
          : undefined,
    })
    .prefault({});
}

/** The schedules by their stored names. */
export function schedulesOf(
  raw: Readonly<Record<string, RawSchedule>>,
  known: readonly JobSchedule[],
): Record<string, Schedule> {
  return Object.fromEntries(
    known.map((one) => [one.name, { when: whenOf(raw[settingOf(one)] ?? one.usual), job: one.job }]),
  );
}

/** Its name in the file: `verifyLive` for `verify-live`. */
function settingOf({ name }: JobSchedule): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function insteadOf(cron: string): string {
  const schedule = scheduleInsteadOf(cron);
  return schedule === null
    ? `write a schedule as ${HOW}; cron expressions are not taken, and this one has no equal`
    : `cron expressions are not taken; write ${schedule}`;
}

/** The meaning of a schedule in the file. */
export function whenOf({ every, at = '00:00', on = 'daily', zone = 'UTC' }: RawSchedule): When {
  if (every !== undefined) return { is: 'every', ms: milliseconds(every) };
  return { is: 'at', times: typeof at === 'string' ? [at] : at, days: daysOf(on), zone };
}

/** The days that it names. */
export function daysOf(on: z.infer<typeof Days>): readonly Weekday[] {
  if (typeof on !== 'string') return on;
  if (on === 'daily') return WEEKDAYS;
  const [from = '', to = from] = on.split('-');
  // Two weeks: a range may go over the end of the first, such as sat-mon.
  const days = [...WEEKDAYS, ...WEEKDAYS];
  const names: readonly string[] = days;
  const first = names.indexOf(from);
  return days.slice(first, names.indexOf(to, first) + 1);
}

import { z } from 'zod';
import type { FreezeRule, Window } from '../domain/freeze.ts';
import { Days, daysOf, Time, Zone } from './schedules.ts';

const Why = z.string().min(1).max(200).describe('Why, for everyone who reads it');

const RawWindow = z.strictObject({
  days: Days,
  from: Time.describe('A local time such as 15:00'),
  to: Time.describe(
    'When it ends; on the next day where it is not after from, and 24 hours later where it is equal',
  ),
  zone: Zone,
});

const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}( ([01]\d|2[0-3]):[0-5]\d)?$/, 'write a date as 2026-12-19 or 2026-12-19 17:00')
  .refine((text) => isDate(text.slice(0, 10)), 'there is no such date');

const RawDates = z
  .strictObject({
    from: Day.describe('Its first day, or a day and a time'),
    to: Day.describe('Its last day, which is frozen too, or a day and a time'),
    zone: Zone,
    reason: Why,
  })
  .refine(({ from, to }) => from < (to.includes(' ') ? to : `${to} 24:00`), 'to is before from');

/** When no release writes. A rollback and a stop always do. */
export const RawFreezes = z
  .strictObject({
    windows: z
      .array(RawWindow.extend({ reason: Why }))
      .default([])
      .describe('Times of each week'),
    dates: z.array(RawDates).default([]).describe('From a day to another, such as holidays'),
  })
  .prefault({});

/** Outside these hours a plan warns, and names who watches. */
export const RawWorkingHours = RawWindow;

export function freezesOf({ windows, dates }: z.infer<typeof RawFreezes>): FreezeRule[] {
  return [
    ...windows.map(({ reason, ...window }) => ({ is: 'window' as const, why: reason, ...windowOf(window) })),
    ...dates.map(({ reason, ...rest }) => ({ is: 'dates' as const, why: reason, ...rest })),
  ];
}

export function windowOf({ days, ...rest }: z.infer<typeof RawWorkingHours>): Window {
  return { ...rest, days: daysOf(days) };
}

function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

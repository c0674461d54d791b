import { WEEKDAYS } from '../domain/schedule.ts';

interface Field {
  from: number;
  to: number;
  names?: readonly string[];
}

const MINUTE = { from: 0, to: 59 };
const HOUR = { from: 0, to: 23 };
const DAY = { from: 1, to: 31 };
const MONTH = { from: 1, to: 12 };
const WEEKDAY = { from: 0, to: 7, names: ['sun', ...WEEKDAYS] };

/** A schedule with more times of day than this is better written as an interval. */
const MOST_TIMES = 24;

/** Older versions accepted five cron fields, in UTC: the equivalent schedule, or null where there is none. */
export function scheduleInsteadOf(cron: string): string | null {
  const parts = cron.trim().split(/\s+/);
  const fields = [MINUTE, HOUR, DAY, MONTH, WEEKDAY];
  const values = fields.map((field, i) => valuesOf(parts[i] ?? '', field));
  const [minutes, hours, days, months, weekdays] = values;
  if (parts.length !== fields.length || !minutes || !hours || !weekdays) return null;
  if (days?.length !== 31 || months?.length !== 12) return null;
  const on = WEEKDAYS.filter((_, i) => weekdays.includes(i + 1) || (i === 6 && weekdays.includes(0)));
  const every = on.length === 7 ? intervalOf(minutes, hours) : null;
  if (every !== null) return `{ every: ${every} }`;
  const times = hours.flatMap((hour) => minutes.map((minute) => `'${twoDigits(hour)}:${twoDigits(minute)}'`));
  if (times.length > MOST_TIMES) return null;
  const at = times.length === 1 ? times.join('') : `[${times.join(', ')}]`;
  return `{ at: ${at}, on: ${on.length === 7 ? 'daily' : `[${on.join(', ')}]`}, zone: UTC }`;
}

/** `15m` for 0, 15, 30 and 45 of every hour; `2h` for each second hour at 0. */
function intervalOf(minutes: readonly number[], hours: readonly number[]): string | null {
  if (hours.length === 24 && isEven(minutes, 60))
    return minutes.length === 1 ? '1h' : `${60 / minutes.length}m`;
  return minutes.length === 1 && minutes[0] === 0 && isEven(hours, 24) ? `${24 / hours.length}h` : null;
}

function isEven(values: readonly number[], of: number): boolean {
  return of % values.length === 0 && values.every((value, i) => value === (i * of) / values.length);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** Sorted, each once; null where the field is invalid. */
function valuesOf(text: string, field: Field): number[] | null {
  const all = text.split(',').map((part) => partOf(part, field));
  if (all.some((one) => one === null)) return null;
  return [...new Set(all.flatMap((one) => one ?? []))].toSorted((a, b) => a - b);
}

function partOf(text: string, field: Field): number[] | null {
  const { range = '', step = '1' } = /^(?<range>[^/]+)(?:\/(?<step>\d+))?$/.exec(text)?.groups ?? {};
  const [first = '', last = text.includes('/') && range !== '*' ? String(field.to) : first] =
    range.split('-');
  const from = range === '*' ? field.from : numberOf(first, field);
  const to = range === '*' ? field.to : numberOf(last, field);
  if (from === null || to === null || from > to || range.split('-').length > 2) return null;
  if (Number(step) < 1 || Number(step) > field.to) return null;
  const values: number[] = [];
  for (let value = from; value <= to; value += Number(step)) values.push(value);
  return values;
}

function numberOf(text: string, { from, to, names }: Field): number | null {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  const value = named >= 0 ? named + from : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : null;
}

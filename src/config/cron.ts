interface Field {
  name: string;
  from: number;
  to: number;
  names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** The most days of each month, in the longest year. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const MINUTE = { name: 'minute', from: 0, to: 59 };
const HOUR = { name: 'hour', from: 0, to: 23 };
const DAY = { name: 'day of the month', from: 1, to: 31 };
const MONTH = { name: 'month', from: 1, to: 12, names: MONTHS };
const WEEKDAY = { name: 'day of the week', from: 0, to: 7, names: DAYS };

/** Why five cron fields are no schedule, or null. `*`, numbers, names, ranges, steps and lists of these are known. */
export function cronProblem(text: string): string | null {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 5) return 'write a schedule as five cron fields, in UTC';
  const fields = [MINUTE, HOUR, DAY, MONTH, WEEKDAY];
  const values = fields.map((field, i) => valuesOf(parts[i] ?? '', field));
  const wrong = fields.find((_, i) => values[i] === null);
  if (wrong !== undefined) return `the ${wrong.name} has to be from ${wrong.from} to ${wrong.to}`;
  const [, , days = null, months = null] = values;
  const everyWeekday = parts[4] === '*';
  const neverComes = !months?.some((month) => days?.some((day) => day <= (LONGEST[month - 1] ?? 0)));
  return everyWeekday && neverComes ? 'no such day ever comes' : null;
}

function valuesOf(text: string, field: Field): number[] | null {
  const all = text.split(',').map((part) => partOf(part, field));
  return all.some((one) => one === null) ? null : all.flatMap((one) => one ?? []);
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

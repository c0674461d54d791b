import { Temporal } from 'temporal-polyfill';
import type { FreezePeriod, FreezeRule, Span, Window } from './freeze.ts';
import { WEEKDAYS } from './schedule.ts';

/** The periods of the configured freezes that overlap a time; both ends are ISO. */
export function periodsOf(rules: readonly FreezeRule[], between: Span): FreezePeriod[] {
  return rules.flatMap((rule) => {
    const spans = rule.is === 'window' ? windowSpans(rule, between) : [datesSpan(rule)];
    const of = { id: nameOf(rule), why: rule.why, by: null };
    return spans.filter((span) => overlaps(span, between)).map((span) => ({ ...span, ...of }));
  });
}

/** The times of a window that overlap a time. */
export function windowSpans(window: Window, between: Span): Span[] {
  const steady = steadyTimes(window.zone, between);
  const offset = steady[0]?.offset ?? 0;
  const dayOf = (iso: string) => Math.floor((Date.parse(iso) + offset) / DAY_MS);
  const [from, to] = [minutesOf(window.from), minutesOf(window.to)];
  const spans: Span[] = [];
  for (let day = dayOf(between.from) - 2; day <= dayOf(between.until) + 1; day += 1) {
    // Day 0 was a Thursday.
    const weekday = WEEKDAYS[(((day + 3) % 7) + 7) % 7];
    if (weekday === undefined || !window.days.includes(weekday)) continue;
    const ends = to > from ? day : day + 1;
    const local = { from: day * DAY_MS + from * MINUTE_MS, until: ends * DAY_MS + to * MINUTE_MS };
    spans.push(steadySpan(local, steady) ?? spanOf(plainOf(local.from), plainOf(local.until), window.zone));
  }
  return spans.filter((span) => overlaps(span, between));
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A time in which the clocks of a zone do not change; all in milliseconds. */
interface Steady {
  from: number;
  until: number;
  /** How far the clocks are ahead of UTC. */
  offset: number;
}

/** The times between clock changes, with some days around. Asking for each day alone would take long. */
function steadyTimes(zone: string, between: Span): Steady[] {
  const end = Date.parse(between.until) + 4 * DAY_MS;
  const steady: Steady[] = [];
  let from = Date.parse(between.from) - 4 * DAY_MS;
  let at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    const until = Math.min(next?.epochMilliseconds ?? end, end);
    steady.push({ from, until, offset: at.offsetNanoseconds / 1e6 });
    if (next === null || until === end) return steady;
    [at, from] = [next, until];
  }
}

/** The span where no clock change is within a day of it; else undefined. */
function steadySpan(local: { from: number; until: number }, steady: readonly Steady[]): Span | undefined {
  const own = steady.find(
    ({ from, until, offset }) =>
      local.from - offset - DAY_MS >= from && local.until - offset + DAY_MS <= until,
  );
  if (own === undefined) return undefined;
  const isoAt = (ms: number) => new Date(ms - own.offset).toISOString();
  return { from: isoAt(local.from), until: isoAt(local.until) };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Local milliseconds as the calendar and the clock show them. */
function plainOf(local: number): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime();
}

function datesSpan({ from, to, zone }: Extract<FreezeRule, { is: 'dates' }>): Span {
  const [begin, end] = [localOf(from), localOf(to)];
  return spanOf(begin, to.includes(' ') ? end : end.add({ days: 1 }), zone);
}

function localOf(text: string): Temporal.PlainDateTime {
  return Temporal.PlainDateTime.from(text.replace(' ', 'T'));
}

/**
 * From the first minute in it that a clock of the zone shows to the end of the last one. Where the clocks repeat an
 * hour, that is one span over both.
 */
function spanOf(from: Temporal.PlainDateTime, to: Temporal.PlainDateTime, zone: string): Span {
  const last = shownAt(to.subtract({ minutes: 1 }), zone, 'later');
  const until = last.isShown ? last.at.add({ minutes: 1 }) : last.at;
  return { from: isoOf(shownAt(from, zone, 'earlier').at), until: isoOf(until) };
}

/** When a clock shows this time; where it leaves the time out, the moment at which it is put forward. */
function shownAt(
  local: Temporal.PlainDateTime,
  zone: string,
  disambiguation: 'earlier' | 'later',
): { at: Temporal.Instant; isShown: boolean } {
  const found = local.toZonedDateTime(zone, { disambiguation });
  if (found.toPlainDateTime().equals(local)) return { at: found.toInstant(), isShown: true };
  const before = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  return { at: (before.getTimeZoneTransition('next') ?? found).toInstant(), isShown: false };
}

function isoOf(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'millisecond' });
}

function overlaps(one: Span, other: Span): boolean {
  return (
    Date.parse(one.from) < Date.parse(one.until) &&
    Date.parse(one.from) < Date.parse(other.until) &&
    Date.parse(other.from) < Date.parse(one.until)
  );
}

function nameOf(rule: FreezeRule): string {
  const times = `${rule.from}–${rule.to} ${rule.zone}`;
  return rule.is === 'window' ? `${rule.days.join(',')} ${times}` : times;
}

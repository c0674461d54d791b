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
  const dateOf = (iso: string) => Temporal.Instant.from(iso).toZonedDateTimeISO(window.zone).toPlainDate();
  const [first, last] = [dateOf(between.from).subtract({ days: 2 }), dateOf(between.until)];
  const spans: Span[] = [];
  for (let date = first; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    const weekday = WEEKDAYS[date.dayOfWeek - 1];
    if (weekday === undefined || !window.days.includes(weekday)) continue;
    const ends = window.to > window.from ? date : date.add({ days: 1 });
    spans.push(spanOf(localAt(date, window.from), localAt(ends, window.to), window.zone));
  }
  return spans.filter((span) => overlaps(span, between));
}

function datesSpan({ from, to, zone }: Extract<FreezeRule, { is: 'dates' }>): Span {
  const [begin, end] = [localOf(from), localOf(to)];
  return spanOf(begin, to.includes(' ') ? end : end.add({ days: 1 }), zone);
}

function localOf(text: string): Temporal.PlainDateTime {
  return Temporal.PlainDateTime.from(text.replace(' ', 'T'));
}

function localAt(date: Temporal.PlainDate, time: string): Temporal.PlainDateTime {
  return date.toPlainDateTime(Temporal.PlainTime.from(time));
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

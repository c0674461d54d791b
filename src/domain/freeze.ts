import type { Weekday } from './schedule.ts';

/** Days of the week with a beginning and an end, as local times of a zone. The end may be on the next day. */
export interface Window {
  days: readonly Weekday[];
  /** Such as `15:00`. */
  from: string;
  /** Equal to `from` for a whole day. */
  to: string;
  zone: string;
}

/** A freeze of the configuration. `from` and `to` of dates are local, as `2026-12-19` or `2026-12-19 17:00`. */
export type FreezeRule = { why: string } & (
  | ({ is: 'window' } & Window)
  | { is: 'dates'; from: string; to: string; zone: string }
);

/** From an instant up to, not including, another; both ISO. */
export interface Span {
  from: string;
  until: string;
}

/** One time in which no release writes. */
export interface FreezePeriod extends Span {
  /** Which freeze it is; an exception names it. */
  id: string;
  why: string;
  /** The person who set it; null for the configuration. */
  by: string | null;
}

/** Why a release may write in a freeze: for these freezes only, and with one more approver. */
export interface FreezeException {
  freezes: readonly string[];
  reason: string;
}

/** Whether the instant (ISO) is in it. */
export function isIn({ from, until }: Span, at: string): boolean {
  const instant = Date.parse(at);
  return Date.parse(from) <= instant && instant < Date.parse(until);
}

/** The freezes in force at an instant (ISO); none where releases may write. */
export function frozenAt(periods: readonly FreezePeriod[], at: string): FreezePeriod[] {
  return periods.filter((one) => isIn(one, at));
}

/** The freezes in force for which there is no exception. */
export function frozenFor(
  periods: readonly FreezePeriod[],
  at: string,
  exception: FreezeException | undefined,
): FreezePeriod[] {
  return frozenAt(periods, at).filter(({ id }) => exception?.freezes.includes(id) !== true);
}

/** The first instant (ISO) from this one on at which no freeze is in force. */
export function thawAfter(periods: readonly FreezePeriod[], at: string): string {
  const untils = frozenAt(periods, at).map(({ until }) => until);
  const last = untils.toSorted().at(-1);
  return last === undefined ? at : thawAfter(periods, last);
}

/** The first freeze that begins after this instant (ISO). */
export function nextFreeze(periods: readonly FreezePeriod[], at: string): FreezePeriod | undefined {
  return periods
    .filter(({ from }) => Date.parse(from) > Date.parse(at))
    .toSorted((one, other) => Date.parse(one.from) - Date.parse(other.from))
    .at(0);
}

/** When it next changes whether releases may write (ISO); null for never within the known periods. */
export function nextChange(periods: readonly FreezePeriod[], at: string): string | null {
  return frozenAt(periods, at).length > 0 ? thawAfter(periods, at) : (nextFreeze(periods, at)?.from ?? null);
}

/** In a sentence: `the holidays, until 2026-12-01T08:00:00.000Z`. */
export function freezeText({ why, by, until }: FreezePeriod): string {
  return `${why}${by === null ? '' : ` (${by})`}, until ${until}`;
}

import type { CallPoint, Emergency } from '../../domain/emergency.ts';
import { daysAfter } from '../../domain/notice-days.ts';

const HOUR_MS = 3_600_000;

/**
 * By when customers have to be safe. Hours are hours, whatever the clocks do; a week is the same wall time seven local
 * days later.
 */
export function dueOf(kind: Emergency['kind'], since: string, zone: string): string {
  if (kind === 'blocking') return daysAfter(since, 7, zone);
  return new Date(Date.parse(since) + (kind === 'security' ? 24 : 48) * HOUR_MS).toISOString();
}

/** Whether people are called now, and which earlier calls that leaves out: no process ran then, or it was waived. */
export type CallStep = { is: 'none' } | { is: 'call'; point: CallPoint; skipped: readonly CallPoint[] };

/** When each point of the clock is: at half, at nine tenths, and at its end. */
function pointsOf({ since, due }: Pick<Emergency, 'since' | 'due'>): [CallPoint, string][] {
  const [from, to] = [Date.parse(since), Date.parse(due)];
  const after = (part: number) => new Date(from + (to - from) * part).toISOString();
  return [
    ['half', after(0.5)],
    ['most', after(0.9)],
    ['breach', due],
  ];
}

/** Whom to call when: the newest point that is due, once; in a waiver none, and at its end at once. Pure. */
export function decideCall(emergency: Emergency, now: string): CallStep {
  const { over, waiver, called } = emergency;
  if (over !== null || (waiver !== null && waiver.until > now)) return { is: 'none' };
  const due = pointsOf(emergency).flatMap(([point, at]) =>
    at <= now && !called.includes(point) ? [point] : [],
  );
  const rings: CallPoint | null = waiver === null ? null : `waiver:${waiver.until}`;
  if (rings !== null && !called.includes(rings)) return { is: 'call', point: rings, skipped: due };
  const newest = due.at(-1);
  return newest === undefined
    ? { is: 'none' }
    : { is: 'call', point: newest, skipped: due.filter((point) => point !== newest) };
}

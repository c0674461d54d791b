import { instantOf } from '../../domain/wall-time.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const LONGEST_MS = 14 * 86_400_000;
const DURATION = /^(?<count>\d{1,4})(?<unit>[mhd])(?:\s+(?<why>\S.*))?$/s;
const UNTIL = /^until\s+(?<when>(?:(?:tomorrow|\d{4}-\d{2}-\d{2})\s+)?\d{1,2}:\d{2})(?:\s+(?<why>\S.*))?$/is;

/**
 * Reads `2h the upstream is down`, `until 09:00`, `until tomorrow 09:00 it is known` in the person's zone; undefined
 * where it names no time, or more than 14 days. `why` is '' where no reason is given.
 */
export function muteUntil(
  text: string,
  { now, zone }: { now: Date; zone: string },
): { until: string; why: string } | undefined {
  const asked = text.trim();
  const { count, unit, why: reason } = DURATION.exec(asked)?.groups ?? {};
  const ms = Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
  const wall = UNTIL.exec(asked)?.groups;
  const until = ms > 0 ? new Date(now.getTime() + ms) : wall && instantOf(wall['when'] ?? '', { now, zone });
  if (until === undefined || until.getTime() - now.getTime() > LONGEST_MS) return undefined;
  return { until: until.toISOString(), why: (ms > 0 ? reason : wall?.['why']) ?? '' };
}

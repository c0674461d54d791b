import { addLocal } from './wall-time.ts';

/** From when to when the next minor and major are expected after the last, in local time. */
export const CADENCES = [
  { change: 'minor', earliest: { weeks: 2 }, latest: { weeks: 4 }, says: '2 to 4 weeks' },
  { change: 'major', earliest: { months: 6 }, latest: { months: 12 }, says: '6 to 12 months' },
] as const;

/** A version that went live; `at` (ISO) is null where Navi found it live. */
export interface WentLive {
  version: string;
  at: string | null;
}

/** The last release of a kind, and from when on the next one is expected (ISO). */
export interface CadenceFacts {
  change: 'minor' | 'major';
  last: string;
  at: string;
  from: string;
  /** Such as `2 to 4 weeks`. */
  says: string;
}

/** When the next release of this kind is expected; undefined where the time of none is known. Pure. */
export function decideCadence(
  change: 'minor' | 'major',
  { released, zone }: { released: readonly WentLive[]; zone: string },
): CadenceFacts | undefined {
  const last = lastOf(released, change);
  const cadence = CADENCES.find((one) => one.change === change);
  if (last === undefined || cadence === undefined) return undefined;
  const { earliest, says } = cadence;
  return { change, last: last.version, at: last.at, from: addLocal(last.at, earliest, zone), says };
}

/** The last release that took the turn of this kind; prereleases take none. */
export function lastOf(
  released: readonly WentLive[],
  change: 'minor' | 'major',
): { version: string; at: string } | undefined {
  return released
    .flatMap(({ version, at }) =>
      at !== null && !version.includes('-') && isAtLeast(version, change) ? [{ version, at }] : [],
    )
    .toSorted((one, other) => one.at.localeCompare(other.at))
    .at(-1);
}

/** A major is a minor's turn, too. */
function isAtLeast(version: string, change: 'minor' | 'major'): boolean {
  const [, minor = '0', patch = '0'] = version.split('.');
  return patch === '0' && (change === 'minor' || minor === '0');
}

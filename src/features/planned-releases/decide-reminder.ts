import type { PlannedRelease } from '../../domain/planned-release.ts';
import { instantIn } from '../../domain/wall-time.ts';

/** What is due for a planned release: a post of what is ready, or the question at its hour. */
export type PlannedPoint = 'three-days' | 'day' | 'morning' | 'hour';

/** One that is due; `key` names it once for this time of the release, and `skipped` were due before it. */
export interface DueReminder {
  point: PlannedPoint;
  /** When it was due, ISO. */
  at: string;
  skipped: readonly PlannedPoint[];
}

const HOUR_MS = 3_600_000;
/** A plan is asked about for so long after its hour, when no process ran then. */
const ASKED_FOR_MS = 24 * HOUR_MS;

/** When each is due: local days before at the same wall time, that day at 08:00, and its hour. Pure. */
function pointsOf({ at, zone }: Pick<PlannedRelease, 'at' | 'zone'>): [PlannedPoint, string][] {
  const morning = instantIn(at, { time: '08:00', zone });
  return [
    ['three-days', instantIn(at, { days: -3, zone })],
    ['day', instantIn(at, { days: -1, zone })],
    // A release early in the morning has its post an hour before.
    ['morning', morning < at ? morning : new Date(Date.parse(at) - HOUR_MS).toISOString()],
    ['hour', at],
  ];
}

/** The newest that is due since the plan was made or moved; null for none, and for a plan that is over. Pure. */
export function decideReminder(
  planned: PlannedRelease,
  isReleased: boolean,
  now: string,
): DueReminder | null {
  const { cancelled, at, changedAt, isRequested } = planned;
  if (cancelled !== null || isRequested || isReleased) return null;
  if (Date.parse(now) - Date.parse(at) > ASKED_FOR_MS) return null;
  const due = pointsOf(planned).filter((one) => one[1] <= now && one[1] >= changedAt);
  const newest = due.at(-1);
  return newest === undefined
    ? null
    : { point: newest[0], at: newest[1], skipped: due.slice(0, -1).map(([point]) => point) };
}

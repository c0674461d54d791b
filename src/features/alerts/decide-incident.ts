import { type Calling, type CallingAlert, isMuted } from './calling-alert.ts';

/** Alerts that begin within this time may have one cause: errors are counted over half an hour. */
const TOGETHER_MS = 30 * 60_000;

/** The topic of everything that is about one release. */
export function releaseTopic(version: string): string {
  return `${RELEASE}${version}`;
}
const RELEASE = 'release:';

/**
 * The alert whose incident a new one belongs to; undefined where it is an incident of its own. It joins the oldest one about
 * the same release, however old, and the oldest one of the same kind of trouble that began in the same half hour and is not
 * muted: a muted incident hides nothing new. Pure; `now` is ISO.
 */
export function decideIncident(
  { id, calling }: CallingAlert,
  open: readonly CallingAlert[],
  now: string,
): CallingAlert | undefined {
  const topics = calling?.topics ?? [];
  const shares = (one: CallingAlert, isOfRelease: boolean) =>
    one.calling?.topics.some((topic) => topic.startsWith(RELEASE) === isOfRelease && topics.includes(topic));
  const others = open
    .filter((one) => one.id !== id && one.calling !== null && one.answer.joined === null)
    .toSorted((a, b) => ((a.calling?.since ?? '') < (b.calling?.since ?? '') ? -1 : 1));
  return (
    others.find((one) => shares(one, true)) ??
    others.find((one) => shares(one, false) && !isMuted(one, now) && isTogether(one.calling, calling))
  );
}

function isTogether(one: Calling | null, other: Calling | null): boolean {
  const apart = Date.parse(one?.since ?? '') - Date.parse(other?.since ?? '');
  return Math.abs(apart) <= TOGETHER_MS;
}

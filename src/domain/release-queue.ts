import type { JournalRow } from './journal.ts';
import type { Subject } from './subject.ts';
import type { ReleaseLine } from './version.ts';

/** The subject of what waits on a release line. */
export function queueOn(releaseLine: ReleaseLine): Subject {
  return { kind: 'release-queue', id: releaseLine };
}

/** A release that waits until the one before it on the line has ended. */
export interface Queued {
  version: string;
  /** The person who asked, by the configuration's key, and their account. */
  person: string;
  account: string;
  how: 'slack' | 'terminal-token';
  /** ISO. */
  at: string;
}

/** What waits, the first to come first, by the authentic rows about the queue. A version waits once. */
export function queueOf(rows: readonly JournalRow[]): Queued[] {
  return rows.reduce<Queued[]>((queue, { event, actor, at, details }) => {
    const version = details['version'];
    if (typeof version !== 'string') return queue;
    if (event === 'unqueued') return queue.filter((one) => one.version !== version);
    if (event !== 'queued' || actor.is !== 'person' || actor.how === 'github-token') return queue;
    if (queue.some((one) => one.version === version)) return queue;
    return queue.concat({ version, person: actor.person, account: actor.account, how: actor.how, at });
  }, []);
}

/** What the card of a release that waits shows: its position, or how it has ended. */
export type QueueCard = { version: string } & (
  | {
      is: 'waiting';
      person: string;
      position: number;
      /** The versions that wait before it, and those whose releases hold the line now. */
      after: readonly string[];
      running: readonly string[];
    }
  | { is: 'ended'; how: string }
);

/** The cards of what waits, and of what is shown (`shown`, versions) and waits no more. Pure in the authentic rows. */
export function decideQueueCards(
  rows: readonly JournalRow[],
  { shown, running }: { shown: readonly string[]; running: readonly string[] },
): QueueCard[] {
  const queue = queueOf(rows);
  const versions = queue.map(({ version }) => version);
  return [
    ...queue.map(({ version, person }, at): QueueCard => {
      const after = versions.slice(0, at);
      return { is: 'waiting', version, person, position: at + 1, after, running };
    }),
    ...shown
      .filter((version) => !versions.includes(version))
      .map((version): QueueCard => ({ is: 'ended', version, how: howEnded(rows, version) })),
  ];
}

function howEnded(rows: readonly JournalRow[], version: string): string {
  const last = rows.findLast(({ event, details }) => event === 'unqueued' && details['version'] === version);
  if (last?.actor.is === 'person') return 'It was taken out.';
  const why = last?.details['why'];
  return why === PLANNED
    ? 'It is planned: its card asks for approval.'
    : `It was not planned: ${String(why ?? 'the audit log has no reason')}`;
}

/** Why a release that was planned leaves the queue, in its row. */
export const PLANNED = 'planned';

/** What happens to the first that waits. */
export type Turn = { is: 'nothing' } | { is: 'wait' } | { is: 'leave'; why: string } | { is: 'plan' };

/** Longer no release waits. Milliseconds. */
const LONGEST_MS = 7 * 86_400_000;

/** Decides whether it is the first one's turn. Pure; `now` is ISO. */
export function decideTurn(
  [first]: readonly Queued[],
  { isBusy, mayRequest, now }: { isBusy: boolean; mayRequest: boolean; now: string },
): Turn {
  if (first === undefined) return { is: 'nothing' };
  if (!mayRequest) return { is: 'leave', why: 'who asked for it may not request releases any more' };
  if (Date.parse(now) - Date.parse(first.at) > LONGEST_MS)
    return { is: 'leave', why: 'it has waited for a week' };
  return isBusy ? { is: 'wait' } : { is: 'plan' };
}

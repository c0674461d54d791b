import { setTimeout as wait } from 'node:timers/promises';
import type { Member } from './replicas.ts';

/** Longer than a lease lasts, in milliseconds. */
const PAST_THE_LEASE_MS = 10_500;
const POLL_MS = 100;

export interface Relay {
  members: readonly Member[];
  /** The longest pause of a process, even when no other pauses; milliseconds. */
  longestMs?: number;
}

export interface Running {
  /** From now on a paused process resumes at once: a process may be paused while it ends. */
  hurry(): void;
  /** All processes resume, and the watch ends. */
  end(): Promise<void>;
}

/**
 * Resumes paused processes: each when its lease has expired and another process has been paused in its place, or no
 * other process is there. So the operation passes through all processes.
 */
export function relay({ members, longestMs = Number.POSITIVE_INFINITY }: Relay): Running {
  const since = new Map<Member, number>();
  let isHurried = false;
  let isOver = false;
  const look = () => {
    for (const member of members)
      if (!member.navi.isStill()) since.delete(member);
      else if (!since.has(member)) since.set(member, Date.now());
    const [first] = [...since].toSorted(([, a], [, b]) => a - b);
    if (first === undefined) return;
    const [member, stopped] = first;
    const pause = since.size < members.length ? longestMs : PAST_THE_LEASE_MS;
    if (isHurried || Date.now() - stopped > pause) member.navi.goOn();
  };
  const following = (async () => {
    while (!isOver) {
      look();
      await wait(POLL_MS);
    }
    for (const { navi } of members) navi.goOn();
  })();
  return {
    hurry: () => {
      isHurried = true;
    },
    end: async () => {
      isOver = true;
      await following;
    },
  };
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Member } from './company.ts';

/** Longer than a lease lasts, in milliseconds. */
const PAST_THE_LEASE_MS = 10_500;
const POLL_MS = 100;

export interface Relay {
  members: readonly Member[];
  /** Nobody stands still for longer than this, even where others do not; milliseconds. */
  longestMs?: number;
}

export interface Running {
  /** From now on whoever is stopped goes on at once: a process that is told to end may be stopped on its way out. */
  hurry(): void;
  /** Everybody goes on, and nobody looks any more. */
  end(): Promise<void>;
}

/**
 * Has stopped members go on: each when it has stood still past its lease and somebody else has been stopped in its
 * place, or nobody else is there. So the operation goes from hand to hand, with everybody's past behind it.
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

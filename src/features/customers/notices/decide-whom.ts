const DAY_MS = 86_400_000;

/** Who can look after a notice, one after the other: its owner, the deputy, a role. */
export interface Link {
  is: 'owner' | 'deputy' | 'role';
  /** Ids of people. */
  people: readonly string[];
  /** Whether their accounts are; a role always is. */
  isActive: boolean;
}

/** Who is reminded now: the next one after each 24 hours in which a reminder had no answer (ISO times; null for none). */
export function decideWhom(
  chain: readonly Link[],
  { unansweredSince, now }: { unansweredSince: string | null; now: string },
): Link | undefined {
  const silentMs = unansweredSince === null ? 0 : Date.parse(now) - Date.parse(unansweredSince);
  const active = chain.filter(({ isActive, people }) => isActive && people.length > 0);
  return active[Math.min(Math.floor(silentMs / DAY_MS), active.length - 1)];
}

interface JournalledAct {
  event: string;
  /** Whether a person did it. */
  isByPerson: boolean;
  at: string;
}

/** Since when reminders have no answer: the first one after what a person did last; null for none. */
export function unansweredSince(acts: readonly JournalledAct[]): string | null {
  const last = acts.findLastIndex(({ isByPerson }) => isByPerson);
  return acts.slice(last + 1).find(({ event }) => event === 'notice-reminded')?.at ?? null;
}

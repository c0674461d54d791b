/** What is decided on facts of the services. */
export type DecidedOnFacts = 'release' | 'rollback';

/**
 * How long facts of the services may be used again, in milliseconds; null for never. Navi's own state is always read
 * again.
 *
 * A release is approved long after it was planned, and voids what no longer holds: all its facts are read again before
 * each approval and before the first write, and the world's before each later start. A rollback runs on what its form
 * has shown, because a new read would delay the pointer; its writes have preconditions of their own (decision 0011).
 */
const REUSED_FOR_MS: Readonly<Record<DecidedOnFacts, number | null>> = {
  release: null,
  rollback: 60_000,
};

/** Facts that were read before. */
export interface KnownFacts {
  /** When reading began, in milliseconds since 1970. */
  at: number;
  /** False where a service did not answer. */
  isWhole: boolean;
}

export type Reuse =
  | { is: 'reuse' }
  | { is: 'read-again'; why: 'never-reused' | 'not-known' | 'too-old' | 'incomplete' | 'changed-by-navi' };

/** Whether known facts serve for this decision too. `isQuiet`: no operation of Navi has run since they were read. */
export function decideReuse(
  decided: DecidedOnFacts,
  { known, now, isQuiet }: { known: KnownFacts | undefined; now: number; isQuiet: boolean },
): Reuse {
  const limit = REUSED_FOR_MS[decided];
  if (limit === null) return { is: 'read-again', why: 'never-reused' };
  if (known === undefined) return { is: 'read-again', why: 'not-known' };
  if (now - known.at > limit) return { is: 'read-again', why: 'too-old' };
  if (!known.isWhole) return { is: 'read-again', why: 'incomplete' };
  return isQuiet ? { is: 'reuse' } : { is: 'read-again', why: 'changed-by-navi' };
}

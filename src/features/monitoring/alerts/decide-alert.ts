/** What one look says of a thing: null where it cannot be told, which changes nothing. */
export interface Look {
  isBad: boolean | null;
  /** What is wrong, in one sentence; empty where nothing is. */
  what: string;
}

/**
 * How an alert stands. `suspect`: seen, and not often enough in a row. `clearing`: it looks well again, and not for long
 * enough. Times are ISO; `since` is when it was first seen bad.
 */
export type Standing =
  | { is: 'suspect'; since: string; looks: number; what: string }
  | { is: 'firing'; since: string; what: string }
  | { is: 'clearing'; since: string; wellSince: string; what: string };

/** What follows from one look. */
export type Decided =
  | { is: 'nothing' }
  | { is: 'changed'; standing: Standing /** It starts to fire: people are called. */; fires: boolean }
  /** A suspicion was not confirmed. */
  | { is: 'forgotten' }
  /** It is well again, for long enough. */
  | { is: 'over'; since: string };

/** So many bad looks in a row fire; so long well in a row ends it. */
const LOOKS_TO_FIRE = 3;
const CLEAR_AFTER_MS = 10 * 60_000;

/** The alert after one more look; a thing without an alert has `null`. Pure. */
export function decideAlert(standing: Standing | null, { isBad, what }: Look, at: string): Decided {
  if (isBad === null) return { is: 'nothing' };
  if (standing === null) return isBad ? suspected({ since: at, looks: 1, what }) : { is: 'nothing' };
  return isBad ? whenBad(standing, what) : whenWell(standing, at);
}

function suspected(of: { since: string; looks: number; what: string }): Decided {
  return { is: 'changed', standing: { is: 'suspect', ...of }, fires: false };
}

function whenBad(standing: Standing, what: string): Decided {
  const { since } = standing;
  const firing = { is: 'firing', since, what } as const;
  if (standing.is === 'suspect') {
    const looks = standing.looks + 1;
    return looks < LOOKS_TO_FIRE
      ? suspected({ since, looks, what })
      : { is: 'changed', standing: firing, fires: true };
  }
  if (standing.is === 'clearing') return { is: 'changed', standing: firing, fires: false };
  return standing.what === what ? { is: 'nothing' } : { is: 'changed', standing: firing, fires: false };
}

function whenWell(standing: Standing, at: string): Decided {
  const { since, what } = standing;
  if (standing.is === 'suspect') return { is: 'forgotten' };
  if (standing.is === 'firing')
    return { is: 'changed', standing: { is: 'clearing', since, wellSince: at, what }, fires: false };
  return Date.parse(at) - Date.parse(standing.wellSince) >= CLEAR_AFTER_MS
    ? { is: 'over', since }
    : { is: 'nothing' };
}

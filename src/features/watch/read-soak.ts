import type { JournalRow } from '../../domain/journal.ts';
import type { WatchedSoak } from '../../domain/watched-soak.ts';
import type { Tx } from '../../ports/store.ts';

/** What the watch of a version has found. Only authentic rows of the journal are believed. */
export async function readSoak(tx: Tx, version: string): Promise<WatchedSoak> {
  const rows = await tx.journal.of({ kind: 'version', id: version });
  return soakIn(rows.flatMap(({ row, authentic }) => (authentic ? [row] : [])));
}

type Row = Pick<JournalRow, 'event' | 'actor' | 'at' | 'details'>;

const UNKNOWN: WatchedSoak = {
  ...{ hasBegun: false, worseSince: null, asksPerson: false, over: null, verdict: null },
};

/** The same of the rows about the version, oldest first. Pure. */
export function soakIn(rows: readonly Row[]): WatchedSoak {
  const soak = rows.reduce(afterRow, UNKNOWN);
  const isKept = rows.some(({ event }) => event === 'release-kept');
  return isKept ? { ...soak, worseSince: null } : soak;
}

function afterRow(soak: WatchedSoak, { event, actor, at, details }: Row): WatchedSoak {
  switch (event) {
    case 'watch-begun':
      return { ...UNKNOWN, hasBegun: true };
    case 'watch-judged': {
      const verdict = typeof details['verdict'] === 'string' ? details['verdict'] : null;
      return { ...soak, verdict, worseSince: worseSince(soak, verdict, at), asksPerson: 'waits' in details };
    }
    case 'watch-over': {
      const isPassed = details['how'] === 'passed';
      return { ...soak, over: actor.is === 'person' ? 'by-person' : isPassed ? 'passed' : 'superseded' };
    }
    default:
      return soak;
  }
}

/** A verdict that cannot be given takes none back. */
function worseSince(soak: WatchedSoak, verdict: string | null, at: string): string | null {
  if (verdict === 'worse') return soak.worseSince ?? at;
  return verdict === 'cannot-judge' ? soak.worseSince : null;
}

import { createHash } from 'node:crypto';
import type { ChainFlaw } from './chain.ts';
import { canonical } from './json.ts';
import { type Difference, describeStateDifference } from './record-differences.ts';
import { describeEnded, type EndedDifference } from './record-ended.ts';
import { surfaceName } from './surface.ts';

/** The number of the journal's rows, and the last row's MAC or its beginning. */
export interface JournalHead {
  rows: number;
  mac: string;
}

/** How the record differs: in its own rows, from the state, from what has ended, from a head in Slack, or from what is live. */
export type RecordDifference =
  | ({ in: 'rows' } & ChainFlaw)
  | ({ in: 'state' } & Difference)
  | ({ in: 'ended' } & EndedDifference)
  | { in: 'posted'; rows: number; mac: string; problem: string }
  | { in: 'live'; surface: string; recorded: string; found: string };

/** The last check of the record. Times are ISO. */
export interface RecordCheck {
  /** The end of the journal that was read. */
  head: JournalHead | null;
  /** Null before the first check. */
  checkedAt: string | null;
  /** Whether a start requires a comparison with Slack and with what is live that was not tried yet. */
  isAwaited: boolean;
  /** Why the last comparison failed; null when it succeeded. */
  notCompared: string | null;
}

/** More ranges than this are joined into one, so that a badly damaged journal gives a short list. */
const MOST_FLAWS = 50;

/** Joins flaws of one kind at adjacent rows, and all beyond the limit. */
export function joinFlaws(known: readonly ChainFlaw[], found: readonly ChainFlaw[]): readonly ChainFlaw[] {
  const joined = [...known];
  for (const flaw of found) {
    const last = joined.at(-1);
    const continues = last?.is === flaw.is && last.to + 1 === flaw.row;
    if (last === undefined || (!continues && joined.length < MOST_FLAWS)) joined.push(flaw);
    else joined[joined.length - 1] = { ...last, to: flaw.to, digest: sha256([last.digest, flaw.digest]) };
  }
  return joined;
}

/**
 * Posted heads that are not part of this journal. `macAt` returns the MAC of a row by its number; undefined for a
 * missing row.
 */
export function postedDifferences(
  posted: readonly JournalHead[],
  { rows: held }: JournalHead,
  macAt: ReadonlyMap<number, string>,
): RecordDifference[] {
  return posted.flatMap(({ rows, mac }): RecordDifference[] => {
    const found = macAt.get(rows);
    if (found?.startsWith(mac.toLowerCase()) === true) return [];
    const problem =
      found === undefined
        ? `the record has ${held} rows: rows were cut, or an old copy was restored`
        : 'the record has another row there: rows were written again, or this is another record';
    return [{ in: 'posted', rows, mac, problem }];
  });
}

/** Identifies a difference: an acceptance does not cover a later difference at the same row. */
export function differenceId(difference: RecordDifference): string {
  switch (difference.in) {
    case 'rows': {
      const { is, row, to, digest } = difference;
      return `rows:${is}:${row}-${to}:${digest}`;
    }
    case 'state': {
      const { item, field, journal, state } = difference;
      return `state:${sha256([item, field, journal, state])}`;
    }
    case 'ended': {
      const { operation, is, field, digest } = difference;
      return `ended:${sha256([operation, is, field, digest])}`;
    }
    case 'posted':
      return `posted:${difference.rows}:${difference.mac}`;
    case 'live':
      return `live:${sha256([difference.surface, difference.recorded, difference.found])}`;
  }
}

/** One difference in words, for people. */
export function describeDifference(difference: RecordDifference): string {
  switch (difference.in) {
    case 'rows': {
      const { row, to, problem } = difference;
      return row === to ? `row ${row}: ${problem}` : `rows ${row} to ${to}: ${problem}`;
    }
    case 'state':
      return describeStateDifference(difference);
    case 'ended':
      return describeEnded(difference);
    case 'posted': {
      const { rows, mac, problem } = difference;
      return `row ${rows} (${mac.slice(0, 16)}) was posted to Slack, and ${problem}`;
    }
    case 'live': {
      const { surface, recorded, found } = difference;
      return `${surfaceName(surface)}: the record says ${recorded}, and ${found}`;
    }
  }
}

function sha256(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

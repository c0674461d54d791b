import { GENESIS, type JournalRow } from './journal.ts';

/** How far the journal was read. */
export interface ChainPoint {
  /** The number of the last row that was read; 0 before the first. */
  rows: number;
  /** Its MAC; null where it could not be read. */
  mac: string | null;
  /** How many key changes ago the last row was written; null before the first valid row. */
  keyAge: number | null;
}

export const CHAIN_START: ChainPoint = { rows: 0, mac: GENESIS, keyAge: null };

/**
 * Where the chain is not intact: at one row, or at several missing ones. `other-key`: written with an unknown key;
 * `retired-key`: with a key that had been replaced before; `out-of-line`: valid, but it does not follow the row
 * before it; `head`: the rows are intact, and the stored head differs from them.
 */
export interface ChainFlaw {
  is:
    | 'missing'
    | 'unreadable'
    | 'changed'
    | 'other-key'
    | 'retired-key'
    | 'out-of-line'
    | 'too-many'
    | 'head';
  row: number;
  /** The last of several rows; else the same row. */
  to: number;
  /** A clause that follows the row's number. */
  problem: string;
  /** SHA-256 of the row as it is; empty for a missing row. */
  digest: string;
}

/** A part of the journal, in order. */
export interface ChainPart {
  /** The valid rows. */
  rows: readonly JournalRow[];
  flaws: readonly ChainFlaw[];
  reached: ChainPoint;
  /** Whether the last row was reached, and compared with the head. */
  isEnd: boolean;
}

import { GENESIS, type JournalRow } from './journal.ts';

/** How far a reading of the journal has come. */
export interface ChainPoint {
  /** The number of the last row that was read; 0 before the first. */
  rows: number;
  /** Its MAC; null where it could not be read. */
  mac: string | null;
  /** How many changes of the key ago the last row was written; null before the first that was as it was written. */
  keyAge: number | null;
}

export const CHAIN_START: ChainPoint = { rows: 0, mac: GENESIS, keyAge: null };

/**
 * Where the chain does not hold: at one row, or at several that are missing. `other-key`: written with a key that Navi was not given; `retired-key`: with
 * one that had been changed before; `out-of-line`: as it was written, but it does not follow the row before it; `head`:
 * the rows hold, and what the head says of them does not.
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
  /** The last of several; else the same. */
  to: number;
  /** A clause that goes after the number of the row. */
  problem: string;
  /** SHA-256 of the row as it stands; empty where there is none. */
  digest: string;
}

/** A part of the journal, in order. */
export interface ChainPart {
  /** Those that are as they were written. */
  rows: readonly JournalRow[];
  flaws: readonly ChainFlaw[];
  reached: ChainPoint;
  /** Whether the last row was reached, and compared with the head. */
  isEnd: boolean;
}

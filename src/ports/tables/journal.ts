import type { Decision } from '../../domain/approval.ts';
import type { ChainPart, ChainPoint } from '../../domain/chain.ts';
import type { JournalEntry, JournalRow } from '../../domain/journal.ts';
import type { Subject } from '../../domain/subject.ts';

export interface Journal {
  /** Appends at the end of the transaction, whose last lock is the chain's head. */
  append(entry: JournalEntry): void;
  /** Rows of one subject in order, each with whether its MAC is valid. */
  of(subject: Subject): Promise<{ row: JournalRow; authentic: boolean }[]>;
  /** The number of rows about a subject, and which of them were changed. */
  check(subject: Subject): Promise<{ rows: number; changed: readonly number[] }>;
  /** Approvals and rejections of an operation, from authentic rows only. */
  decisions(operation: string): Promise<Decision[]>;
  /** The number of rows, and the MAC of the last: posted, so that a cut or an old copy shows. */
  head(): Promise<{ rows: number; mac: string }>;
  /** When the newest row was written (ISO); undefined for none, and for one that was changed. */
  newestAt(): Promise<string | undefined>;
  /** The MAC of one row by its number, or undefined when there is no such row. */
  macAt(sequence: number): Promise<string | undefined>;
  /**
   * Reads on from a point, at most so many rows, and says where the chain is not intact. Read a whole chain in many
   * transactions: a single one would block all other work on the store.
   */
  read(after: ChainPoint, most: number): Promise<ChainPart>;
  /** Verifies the whole chain in this transaction and names the first row that is not intact. */
  verify(): Promise<
    { is: 'whole'; rows: number; head: string } | { is: 'broken'; sequence: number; problem: string }
  >;
}

import type { RecordCheck } from '../../domain/record-check.ts';
import type { RecordCheckpoint } from '../../domain/record-checkpoint.ts';
import type { StateKind } from '../../domain/record-differences.ts';
import type { Texts } from '../../domain/saved.ts';

/** The last check of the record; its findings are in the journal. */
export interface RecordChecks {
  last(): Promise<RecordCheck | undefined>;
  save(check: RecordCheck): Promise<void>;
}

/** What the journal said of the state at the last check: a start reads on from there. */
export interface RecordCheckpoints {
  /** Undefined where Navi has sealed none with the current key, or the journal lacks its row. */
  newest(): Promise<RecordCheckpoint | undefined>;
  save(checkpoint: RecordCheckpoint): Promise<void>;
}

/** An operation's row, as far as it decides. */
export interface OperationRow {
  operation: string;
  isOpen: boolean;
  fields: Texts;
}

/** The rows that decide what may be done: their fields are in the journal too. */
export interface State {
  /**
   * All of them, with the deciding fields, and how many rows the journal had at that moment. Of operations only the open
   * ones, and this one.
   */
  read(operation: string | null): Promise<{ kinds: StateKind[]; journalRows: number }>;
  /**
   * The operations after this id, ended ones too, with the deciding fields: some at a time. `next` is where the others
   * begin; null at the end.
   */
  operations(after: string): Promise<{ rows: OperationRow[]; next: string | null }>;
  /** Restores these rows from the journal; `fields` null removes one. Adds no journal row. */
  restore(rows: readonly { item: string; fields: Texts | null }[]): Promise<void>;
}

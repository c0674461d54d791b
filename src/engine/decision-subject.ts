import type { Operation } from '../domain/operation.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { Tx } from '../ports/store.ts';
import type { Operations } from './operations.ts';
import { cardKey } from './save.ts';

/** What decisions are about: a kind of subject and its stored row. */
export interface DecisionSubject<Row extends object> {
  kind: string;
  /** The outbox key of its card: only a click on that post counts. */
  cardKey(id: string): string;
  /** The row, locked; undefined where there is none. */
  lock(tx: Tx, id: string): Promise<Row | undefined>;
  isRow(row: object): row is Row;
  idOf(row: Row): string;
  /** Its name within a sentence. Plain text. */
  nameOf(row: Row, known: { operations: Operations }): string;
  /** Rises when what is decided on changes: a click of another revision is refused. */
  revisionOf(row: Row): number;
  /** The refusal when there is no such subject. */
  unknown(id: string): RefusalReason;
  /** The operation whose plan a window shows; absent for subjects without a plan. */
  operationOf?(row: Row): Operation;
}

/** An operation, for decisions about one. */
export const OPERATION: DecisionSubject<Operation> = {
  kind: 'operation',
  cardKey,
  lock: (tx, id) => tx.operations.lock(id),
  isRow: (row): row is Operation => 'plan' in row && 'steps' in row,
  idOf: ({ id }) => id,
  nameOf: ({ plan }, { operations }) => operations.wordsOf(plan.content).name,
  revisionOf: ({ plan }) => plan.revision,
  unknown: (id) => ({ code: 'operation-unknown', operation: id }),
  operationOf: (operation) => operation,
};

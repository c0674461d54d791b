import type { Operation } from '../domain/operation.ts';
import type { Tx } from '../ports/store.ts';
import type { Operations } from './operations.ts';

/** Saves or enqueues what follows from a step that is done, in the transaction that saves it. `at` is ISO. */
export type Consequence = (
  tx: Tx,
  operation: Operation,
  of: { at: string; known: { operations: Operations } },
) => Promise<void>;

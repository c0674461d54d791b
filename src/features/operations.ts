import { operationsOf } from '../engine/operations.ts';
import { putBack } from './drift/operation.ts';
import { release } from './release/operation.ts';
import { stop } from './release/stop-operation.ts';
import { rollback } from './rollback/operation.ts';

/** Every kind of operation that this version knows. */
export const KINDS = [release, rollback, stop, putBack];
export const OPERATIONS = operationsOf(KINDS);

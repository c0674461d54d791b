import { operationsOf } from '../engine/define-operation.ts';
import { putBack } from './drift/operation.ts';
import { release } from './release/operation.ts';
import { stop } from './release/stop-operation.ts';
import { rollback } from './rollback/operation.ts';

/** Every kind of operation that this version knows. */
export const OPERATIONS = operationsOf([release, rollback, stop, putBack]);

import type { Operation } from './operation.ts';
import type { Refusal } from './refusal.ts';

/**
 * Whether a saved plan still holds. `changed`: its facts differ, and `operation` is the next revision, without approvals.
 * `blocked`: a gate refuses now, or the facts could not be read; nothing is void.
 */
export type Rechecked =
  | { is: 'same' }
  | { is: 'changed'; operation: Operation; differences: string[] }
  | { is: 'blocked'; refusal: Refusal };

import type { PlanContent } from '../../domain/plan.ts';
import { OPERATIONS } from '../operations.ts';

/** What an operation does, within a sentence: `release of v1.2.0`, `rollback of v1 to v1.1.0`. Not yet escaped. */
export function subjectOf(content: PlanContent): string {
  return OPERATIONS.wordsOf(content).name;
}

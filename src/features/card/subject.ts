import type { PlanContent } from '../../domain/plan.ts';

/** What an operation does, as a sentence names it: `release of v1.2.0`, `rollback of v1 to v1.1.0`. Not yet escaped. */
export function subjectOf(content: PlanContent): string {
  const { kind, line, version } = content;
  return kind === 'rollback' ? `rollback of ${line} to v${version}` : `${kind} of v${version}`;
}

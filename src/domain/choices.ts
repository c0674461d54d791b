import type { Operation } from './operation.ts';
import type { Choice, StepTrouble } from './step.ts';

/**
 * What a person may do about a step that has stopped. Drift after the first write of a release may also be planned
 * around; a rollback never waits for drift. A state that the journal does not allow is only ended.
 * *Roll back* is offered at every stopped release besides.
 */
export function choicesAt(trouble: StepTrouble, kind: Operation['kind']): readonly Choice[] {
  const { code } = trouble;
  if (code === 'tampered' || isNotApproved(trouble)) return ['abandon'];
  return code === 'drift' && kind === 'release' ? ['replan', 'retry', 'abandon'] : ['retry', 'abandon'];
}

/** Whether something else ran than what was approved: its claim is revoked, its run ended, and the owners are called. */
export function isNotApproved({ code }: StepTrouble): boolean {
  return code === 'run-differs' || code === 'manifest-differs';
}

import type { Choice, StepProblem } from './step.ts';

/**
 * What a person may do about a stopped step. Where the kind of operation allows it, the remaining steps can be
 * planned again after drift. A state that the journal does not allow can only be cancelled. Every stopped release
 * also offers *Roll back*.
 */
export function choicesAt(
  trouble: StepProblem,
  { canBeReplanned }: { canBeReplanned?: true },
): readonly Choice[] {
  const { code } = trouble;
  if (code === 'tampered' || code === 'frozen' || isNotApproved(trouble)) return ['abandon'];
  return code === 'drift' && canBeReplanned === true ? ['replan', 'retry', 'abandon'] : ['retry', 'abandon'];
}

/**
 * Whether a different run or commit ran than the approved one: its claim is revoked, its run ended, and the owners
 * are alerted.
 */
export function isNotApproved({ code }: StepProblem): boolean {
  return code === 'run-differs' || code === 'manifest-differs';
}

import type { Choice, StepTrouble } from './step.ts';

/**
 * What a person may do about a step that has stopped. Where the kind of operation allows it, what is left after drift can be
 * planned again. A state that the journal does not allow is only ended.
 * *Roll back* is offered at every stopped release besides.
 */
export function choicesAt(
  trouble: StepTrouble,
  { canBeReplanned }: { canBeReplanned?: true },
): readonly Choice[] {
  const { code } = trouble;
  if (code === 'tampered' || isNotApproved(trouble)) return ['abandon'];
  return code === 'drift' && canBeReplanned === true ? ['replan', 'retry', 'abandon'] : ['retry', 'abandon'];
}

/**
 * Whether a different run or commit ran than the approved one: its claim is revoked, its run ended, and the owners
 * are alerted.
 */
export function isNotApproved({ code }: StepTrouble): boolean {
  return code === 'run-differs' || code === 'manifest-differs';
}

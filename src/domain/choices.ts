import type { Operation } from './operation.ts';
import type { Choice, StepTrouble } from './step.ts';

/**
 * What a person may do about a step that has stopped. Drift after the first write of a release may also be planned
 * around (DESIGN §4.2); a rollback never waits for drift. A state that the journal does not allow is only ended.
 * *Roll back* is offered at every stopped release besides.
 */
export function choicesAt({ code }: StepTrouble, kind: Operation['kind']): readonly Choice[] {
  if (code === 'tampered') return ['abandon'];
  return code === 'drift' && kind === 'release' ? ['replan', 'retry', 'abandon'] : ['retry', 'abandon'];
}

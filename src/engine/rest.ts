import { hasWritten, type Operation, withStep } from '../domain/operation.ts';
import { readySteps } from './ready.ts';
import type { Steps } from './steps.ts';

/**
 * Whether this plan waits for approval although steps of the operation have run: its remaining steps were planned
 * again.
 */
export function isRest(operation: Operation): boolean {
  return operation.state.is === 'awaiting-approval' && hasWritten(operation);
}

/** When the new plan is not approved, the operation does not end: it is paused where it was (*held*). */
export function blockedAgain(
  operation: Operation,
  { at, why, steps }: { at: string; why: string; steps: Steps },
): Operation {
  const [step] = readySteps(operation, steps);
  if (step === undefined) throw new Error(`${operation.id} has nothing left to do`);
  const choices = ['replan', 'abandon'] as const;
  const reason = { code: 'drift' as const, detail: why };
  return {
    ...withStep(operation, step.id, { is: 'held', begunAt: at, since: at, reason, choices }),
    state: { is: 'stopped', since: at, step: step.id, how: 'held', trouble: reason, choices },
    approvers: [],
  };
}

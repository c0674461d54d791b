import type { Question } from '../../domain/decision.ts';
import type { Operation } from '../../domain/operation.ts';
import type { PlanStep } from '../../domain/step.ts';
import type { Steps } from '../../engine/steps.ts';
import { mayHaveMoved, surface } from '../surfaces/index.ts';

/** What ending a paused operation does. */
export type CancelOutcome =
  /** It ends where it is. */
  | { is: 'ends' }
  /** Customers have the verified release: it ends as done. */
  | { is: 'done' }
  /** Its changes are rolled back to this version. */
  | { is: 'gives-back'; to: string };

/** Never rolls back a verified release that customers have, and never relies on a differing record. Pure. */
export function cancelOutcome(operation: Operation, known: Steps): CancelOutcome {
  const { kind, state, plan } = operation;
  const isTampered = state.is === 'stopped' && state.trouble.code === 'tampered';
  const isOffLine = plan.content.holds === 'nothing';
  if (kind !== 'release' || isTampered || isOffLine || !mayHaveMoved(operation, known)) return { is: 'ends' };
  if (isProven(operation, known)) return { is: 'done' };
  const { from } = plan.content.pointer;
  return from === null ? { is: 'ends' } : { is: 'gives-back', to: from };
}

/** The question before it is cancelled: what that does in this case. Plain text. */
export function cancelQuestion(operation: Operation, known: Steps): Question {
  const { version, line: releaseLine } = operation.plan.content;
  const outcome = cancelOutcome(operation, known);
  switch (outcome.is) {
    case 'done':
      return {
        title: `End v${version} as done?`,
        text: `Customers keep v${version}, which is verified at the edge and on npm. Not done: ${undone(operation)}.`,
        yes: 'End as done',
      };
    case 'gives-back':
      return {
        title: `Cancel v${version} and roll back?`,
        text: `This rolls ${releaseLine} back from v${version} to v${outcome.to}: the pointer, and latest where it has moved. Releases of ${releaseLine} are then locked.`,
        yes: 'Cancel and roll back',
      };
    case 'ends':
      return { title: endTitle(operation), text: endText(operation, known), yes: 'Cancel it' };
  }
}

/** The steps that are not done, by their ids. */
export function undone({ plan, steps }: Operation): string {
  const left = plan.content.steps.filter(({ id }) => steps[id]?.is !== 'done').map(({ id }) => id);
  return left.length === 0 ? 'nothing' : left.join(', ');
}

/** Live, verified at every probe, and read back on npm: customers load nothing of the remaining steps. */
function isProven({ plan, steps }: Operation, known: Steps): boolean {
  return plan.content.steps.every((step) => !counts(step, known) || steps[step.id]?.is === 'done');
}

/** Steps that move or prove what customers see. */
function counts(step: PlanStep, known: Steps): boolean {
  const does = surface.in(known.traitsOf(step).marks)?.does;
  return does === 'moves' || does === 'proves';
}

function endTitle({ plan: { content } }: Operation): string {
  if (content.kind === 'rollback') return 'Cancel this rollback?';
  if (content.kind === 'put-back') return 'Cancel this put-back?';
  return content.kind === 'stop' ? 'Cancel the clean-up?' : 'Cancel this release?';
}

function endText(operation: Operation, known: Steps): string {
  const { state, plan } = operation;
  const { version, line: releaseLine } = plan.content;
  if (plan.content.kind === 'rollback' || plan.content.kind === 'put-back')
    return `${releaseLine} stays as it is now. Not done: ${undone(operation)}.`;
  if (plan.content.kind === 'stop') return `Customers keep what they have. Not done: ${undone(operation)}.`;
  if (state.is === 'stopped' && state.trouble.code === 'tampered')
    return 'Its record does not match the journal, so nothing is rolled back. Its card shows what stays.';
  return mayHaveMoved(operation, known)
    ? `The pointer stays at v${version}: there is no earlier version.`
    : 'Nothing has changed for customers.';
}

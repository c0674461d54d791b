import type { Operation } from '../domain/operation.ts';
import type { PlanStep, StepState } from '../domain/step.ts';
import type { Tx } from '../ports/store.ts';
import { enqueueMessage, type Known } from './save.ts';

type Pending = Extract<StepState, { is: 'pending' }>;

/** Whether a person must act outside Slack and was not alerted yet. */
export function isNewlyAsked({ person }: Pending, before: StepState | undefined): boolean {
  if (person === undefined) return false;
  const known = before?.is === 'pending' ? before.person : undefined;
  return known?.who !== person.who || known.what !== person.what;
}

interface Asked {
  step: PlanStep;
  title: string;
  state: Pending;
  at: string;
  known: Known;
}

/** Alerts the approvers that GitHub waits for a person. */
export async function callPerson(
  tx: Tx,
  operation: Operation,
  { step, title, state, at, known }: Asked,
): Promise<void> {
  const { person } = state;
  if (person === undefined) return;
  await enqueueMessage(tx, operation, {
    about: {
      is: 'attention',
      text: `${title}: GitHub waits for ${person.who} ${person.what}: ${person.url}`,
      whom: 'approvers',
    },
    key: `asked:${operation.id}:${step.id}:${at}`,
    at,
    known,
  });
}

import type { Operation } from '../domain/operation.ts';
import type { PlanStep } from '../domain/step.ts';
import type { Context } from './context.ts';
import type { Operations } from './operations.ts';
import { enqueueMessage } from './save.ts';
import type { Steps } from './steps.ts';

/**
 * How soon an operation of unknown kind is checked again: several versions may share a store, and either may get the
 * job.
 */
export const LEFT_PAUSE_MS = 5_000;

/**
 * The names of what this version does not know of an operation: its kind, the form of its plan, or the kinds of steps
 * that it cannot read. They wait for a version that knows them.
 */
export function unknownIn(
  operation: Operation,
  { steps, operations }: Pick<Context, 'steps'> & { operations: Pick<Operations, 'isKnown'> },
): string[] {
  const { kind, plan } = operation;
  const unknown = plan.content.steps.filter((step) => !isKnown(operation, step, steps));
  const kinds = unknown.map((step) => step.kind);
  return [...new Set([...(operations.isKnown(operation) ? [] : [kind]), ...kinds])];
}

/** Whether this version can run the step, or read its evidence. */
export function isKnown({ steps: states }: Operation, step: PlanStep, steps: Steps): boolean {
  const open = steps.open(step);
  return open === undefined ? states[step.id]?.is === 'done' : open.canRead(states[step.id]);
}

/** Why an operation waits, for people. */
export function whyLeft(unknown: readonly string[]): string {
  return `this version of Navi does not know ${unknown.join(', ')}; a newer one continues by itself`;
}

/** Reports once, in the channel and in the log, that the operation waits for another version. */
export async function reportUnknownSteps(
  context: Context,
  operation: Operation,
  unknown: readonly string[],
): Promise<void> {
  const key = `left:${operation.id}:${unknown.join('+')}`;
  const text = `It waits, because ${whyLeft(unknown)}.`;
  const isNew = await context.store.transaction(async (tx) => {
    if ((await tx.outbox.get(key)) !== undefined) return false;
    await enqueueMessage(tx, operation, {
      about: { is: 'attention', text, whom: 'owners' },
      key,
      at: context.clock.now().toISOString(),
      known: context,
    });
    return true;
  });
  if (isNew)
    context.telemetry.warn('left to another version', { operation: operation.id, unknown: [...unknown] });
}

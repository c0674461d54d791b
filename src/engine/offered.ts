import type { Operation } from '../domain/operation.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { Choice } from '../domain/step.ts';
import type { Believed } from './click.ts';
import type { Context } from './context.ts';
import { mayEndReleases } from './may-end.ts';

/** Whether the operation is paused and offers this choice. */
export function choiceIn({ state }: Operation, choice: Choice): boolean {
  return state.is === 'stopped' && state.choices.includes(choice);
}

/** The paused step that offers this choice to this person, if any. */
export function offered(
  context: Context,
  believed: Believed,
  choice: Choice,
): { step: string } | { refused: RefusalReason } {
  const { row: operation, person } = believed;
  if (operation.state.is !== 'stopped' || !operation.state.choices.includes(choice))
    return notOffered(believed, choice);
  const denied = mayEndReleases(context.settings, person);
  return denied === null ? { step: operation.state.step } : { refused: denied };
}

export function notOffered({ row: operation }: Believed, choice: Choice): { refused: RefusalReason } {
  return { refused: { code: 'choice-not-offered', operation: operation.id, choice } };
}

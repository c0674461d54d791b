import type { CardAction } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Choice } from '../../domain/step.ts';
import { isNewer } from '../../domain/version.ts';
import { mayHaveMoved } from '../moved.ts';
import { isRest } from '../release/rest-plan.ts';
import { canBeStopped } from '../release/stop.ts';
import { isGivenBack } from '../rollback/watch.ts';

interface Live {
  live: string | null;
}

/** What a card offers. `live`: the version that is recorded as live on its line. */
export function actionsOf(operation: Operation, view: Live): CardAction[] {
  const confirm: CardAction[] = operation.confirmation?.is === 'wanted' ? ['confirm', 'end-unconfirmed'] : [];
  return [...confirm, ...offeredOf(operation, view)];
}

function offeredOf(operation: Operation, view: Live): CardAction[] {
  const { state, kind } = operation;
  if (isGivenBack(operation) && state.is !== 'stopped') return ['post-mortem', 'customer-note', 'details'];
  const stop: CardAction[] = canBeStopped(operation) ? ['stop'] : [];
  const rollBack: CardAction[] = kind === 'release' && mayHaveMoved(operation) ? ['roll-back'] : [];
  switch (state.is) {
    case 'awaiting-approval':
      return [
        'approve',
        'reject',
        ...(isRest(operation) ? [...stop, ...rollBack] : []),
        'details',
        'retract',
      ];
    case 'running':
      return [...stop, ...rollBack, 'details'];
    case 'stopped':
      return [...choicesOf(operation, state.choices), ...stop, ...rollBack, 'details'];
    case 'done':
      return [...(rollsBackOf(operation, view) === null ? [] : rollBack), 'details'];
    case 'expired':
      return ['plan-again', 'details'];
    default:
      return [...(operation.leftTag?.is === 'deletable' ? (['delete-tag'] as const) : []), 'details'];
  }
}

/**
 * What *Roll back* on a release's card takes back: itself, as long as it is live, else the newer one that is. Null where
 * there is nothing: it was taken back, or nobody knows what is live.
 */
export function rollsBackOf({ kind, state, plan }: Operation, { live }: Live): string | null {
  const { version } = plan.content;
  if (kind !== 'release') return null;
  if (state.is !== 'done') return version;
  return live !== null && (live === version || isNewer(live, version)) ? live : null;
}

/** Where a release can be stopped, that is how it is ended. */
function choicesOf(operation: Operation, choices: readonly Choice[]): CardAction[] {
  return canBeStopped(operation) ? choices.filter((choice) => choice !== 'abandon') : [...choices];
}

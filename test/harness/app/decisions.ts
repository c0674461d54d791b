import { loadDecisions } from '../../../src/app/load-decisions.ts';
import type { CardButton } from '../../../src/domain/decision.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { REGISTERED } from '../../../src/features/registrations.ts';

/** Every decision, as the bot has it. */
export const DECISIONS = await loadDecisions();

/** The names of what buttons decide. */
export function named(buttons: readonly CardButton[]): string[] {
  return buttons.map(({ decision }) => decision);
}

/** These buttons on the operation's card, whether they are offered now or not. */
export function buttonsOf(operation: Operation, ...names: readonly string[]): CardButton[] {
  return names.flatMap((name) => DECISIONS.get(name)?.button(operation, { live: null, ...REGISTERED }) ?? []);
}

import type { Click } from '../domain/click.ts';
import type { Message } from '../domain/message.ts';
import { refuse } from '../domain/refusal.ts';
import { type Argument, type Command, defineCommand, type Parsed } from './command.ts';
import type { UseCases } from './use-cases.ts';

const OPERATION: Argument = {
  name: 'operation',
  required: true,
  about: 'its id, as status and history show it',
};

/** The argument by which a decision says which plan it is about. */
export const PLAN: Argument = {
  name: 'plan',
  required: true,
  about: 'the first eight digits of the plan’s hash, as the card shows them',
};

/** What the decisions of the terminal differ in. */
export interface Decision extends Pick<Command, 'name' | 'formerly' | 'summary' | 'examples'> {
  /** Besides the operation, which every decision begins with. */
  arguments?: readonly Argument[];
  decide(useCases: UseCases, click: Click, words: Parsed['words']): Promise<Message>;
}

/**
 * A decision in words, for when Slack is away: the same use cases as the buttons. In Slack itself the card
 * is where it counts, so there the words only say so.
 */
export function defineDecision({ arguments: others = [], decide, ...told }: Decision): Command {
  return defineCommand({
    ...told,
    arguments: [OPERATION, ...others],
    flags: [],
    permission: 'read',
    terminalOnly: true,
    changes: () => true,
    window: null,
    meanwhile: () => null,
    run: async ({ words }, { caller, place, useCases }) => {
      const operation = words['operation'] ?? '';
      if (place.is === 'terminal')
        return decide(useCases, { caller, operation, revision: 'current', card: 'terminal' }, words);
      const refusal = refuse({ code: 'use-the-card', operation });
      return { is: 'refusal', refusal, asked: operation };
    },
  });
}

import type { DecisionWord, Worded } from '../domain/decision.ts';
import { refuse } from '../domain/refusal.ts';
import { type Argument, type Command, defineCommand } from './command.ts';

const PLAN: Argument = {
  name: 'plan',
  required: true,
  about: 'the first eight digits of the plan’s hash, as the card shows them',
};
const REASON: Argument = {
  name: 'reason',
  required: true,
  about: 'the reason, for the card and the audit log',
  rest: true,
};
const TAKES: Readonly<Record<DecisionWord['takes'], readonly Argument[]>> = {
  nothing: [],
  reason: [REASON],
  plan: [PLAN],
  'plan and reason': [PLAN, REASON],
};

/**
 * A decision as a command, for when Slack is unavailable: the same as its button. In Slack the command only points to
 * the card, because there the card counts.
 */
export function commandOf({ decision, about, permission, word }: Worded): Command {
  const { takes, id: idIsOf = 'its id, as status and history show it', ...declaration } = word;
  const id: Argument = { name: 'operation', required: true, about: idIsOf };
  return defineCommand({
    ...declaration,
    arguments: [id, ...TAKES[takes]],
    flags: [],
    permission,
    terminalOnly: true,
    changes: () => true,
    window: null,
    meanwhile: () => null,
    run: async ({ words }, { caller, place, useCases }) => {
      const { operation = '', reason = '', plan: planHash = '' } = words;
      const subject = { kind: about, id: operation };
      if (place.is === 'terminal')
        return useCases.decide(decision, {
          caller,
          subject,
          revision: 'current',
          card: 'terminal',
          reason,
          planHash,
        });
      return { is: 'refusal', refusal: refuse({ code: 'use-the-card', operation }), asked: operation };
    },
  });
}

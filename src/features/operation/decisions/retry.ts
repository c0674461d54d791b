import type { Decided } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import { accepted } from '../../../engine/accepted.ts';
import { onClick, record } from '../../../engine/click.ts';
import type { Context } from '../../../engine/context.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { goOn } from '../../../engine/go-on.ts';
import { choiceIn, offered } from '../../../engine/offered.ts';
import { recordRefusal } from '../../../engine/open-differences.ts';
import { stoppedAt } from '../../../outbox/card/state.ts';

export default defineDecision({
  name: 'retry',
  about: OPERATION,
  permission: null,
  button: ({ state }) =>
    state.is === 'stopped' && state.trouble.code === 'thawed'
      ? { label: 'Continue', says: 'Continue after the freeze with the', style: 'primary' }
      : { label: 'Retry', says: 'Retry the paused step of the', style: 'primary' },
  place: 60,
  offered: (operation) => choiceIn(operation, 'retry'),
  word: {
    name: 'retry',
    summary: 'Retry the paused step of an operation from the terminal.',
    examples: ['retry rel_01J'],
    takes: 'nothing',
  },
  apply: retry,
});

/** Retries the paused step from the current state of the world. */
async function retry(context: Context, click: Decided): Promise<Message> {
  return onClick(context, click, {
    asked: 'retry',
    apply: async (tx, believed) => {
      const { row: operation } = believed;
      const stopped = offered(context, believed, 'retry');
      if ('refused' in stopped) return stopped;
      const differs =
        context.operations.traitsOf(operation).takesBack === true ? null : await recordRefusal(tx);
      if (differs !== null) return { refused: differs };
      const at = context.clock.now().toISOString();
      record(tx, click, { event: 'retried', believed, details: { step: stopped.step } });
      await goOn(tx, operation, { at, known: context });
      const title = `"${stoppedAt(operation, context.steps)}"`;
      return accepted(operation, `Retrying from ${title}.`);
    },
  });
}

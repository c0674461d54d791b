import type { Decided } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import { accepted } from '../../../engine/accepted.ts';
import { onClick, record } from '../../../engine/click.ts';
import type { Context } from '../../../engine/context.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { blockedAgain, isRest } from '../../../engine/rest.ts';
import { type Known, saveOperation } from '../../../engine/save.ts';
import type { Tx } from '../../../ports/store.ts';

export default defineDecision({
  name: 'retract',
  about: OPERATION,
  permission: null,
  button: { label: 'Withdraw', says: 'Withdraw the request for the' },
  place: 160,
  offered: ({ state }) => state.is === 'awaiting-approval',
  word: {
    name: 'withdraw',
    formerly: ['retract'],
    summary: 'Withdraw your own release request from the terminal, before it is decided.',
    examples: ['withdraw rel_01J'],
    takes: 'nothing',
  },
  apply: retract,
});

/** The requester withdraws a plan before it is decided on. */
async function retract(context: Context, click: Decided): Promise<Message> {
  return onClick(context, click, {
    asked: 'retract',
    apply: async (tx, believed) => {
      const { row: operation, person } = believed;
      if (person.id !== operation.requester.person)
        return { refused: { code: 'not-the-requester', requester: operation.requester.name } };
      if (operation.state.is !== 'awaiting-approval')
        return { refused: { code: 'already-decided', operation: operation.id, state: operation.state.is } };
      const at = context.clock.now().toISOString();
      record(tx, click, { event: 'retracted', believed, details: {} });
      const why = `${person.name} withdrew the plan of the remaining steps`;
      if (isRest(operation))
        await saveOperation(tx, blockedAgain(operation, { at, why, steps: context.steps }), {
          at,
          known: context,
        });
      else
        await end(
          tx,
          { ...operation, state: { is: 'retracted', at, by: person.name } },
          { at, known: context },
        );
      return accepted(operation, `You withdrew v${operation.plan.content.version}.`);
    },
  });
}

async function end(tx: Tx, operation: Operation, { at, known }: { at: string; known: Known }): Promise<void> {
  await tx.surfaces.free(operation.id);
  await saveOperation(tx, { ...operation, finishedAt: at }, { at, known });
}

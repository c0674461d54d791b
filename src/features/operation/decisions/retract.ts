import type { Decided } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import { accepted } from '../../../flow/accepted.ts';
import { onClick, record } from '../../../flow/click.ts';
import { OPERATION } from '../../../flow/decision-subject.ts';
import { defineDecision } from '../../../flow/define-decision.ts';
import { keepOperation } from '../../../flow/keep.ts';
import type { Ground } from '../../../flow/ports.ts';
import type { Tx } from '../../../ports/store.ts';
import { heldAgain, isRest } from '../../release/rest-plan.ts';

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
async function retract(ground: Ground, click: Decided): Promise<Message> {
  return onClick(ground, click, {
    asked: 'retract',
    apply: async (tx, believed) => {
      const { row: operation, person } = believed;
      if (person.id !== operation.requester.person)
        return { refused: { code: 'not-the-requester', requester: operation.requester.name } };
      if (operation.state.is !== 'awaiting-approval')
        return { refused: { code: 'already-decided', operation: operation.id, state: operation.state.is } };
      const at = ground.clock.now().toISOString();
      record(tx, click, { event: 'retracted', believed, details: {} });
      const why = `${person.name} withdrew the plan of the remaining steps`;
      if (isRest(operation))
        await keepOperation(tx, heldAgain(operation, { at, why, steps: ground.steps }), at);
      else await end(tx, { ...operation, state: { is: 'retracted', at, by: person.name } }, at);
      return accepted(operation, `You withdrew v${operation.plan.content.version}.`);
    },
  });
}

async function end(tx: Tx, operation: Operation, at: string): Promise<void> {
  await tx.surfaces.free(operation.id);
  await keepOperation(tx, { ...operation, finishedAt: at }, at);
}

import type { Decided } from '../../../domain/click.ts';
import type { Message } from '../../../domain/message.ts';
import type { Operation } from '../../../domain/operation.ts';
import { accepted } from '../../../engine/accepted.ts';
import { onClick, record } from '../../../engine/click.ts';
import type { Context } from '../../../engine/context.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { blockedAgain, isRest } from '../../../engine/rest.ts';
import { saveOperation } from '../../../engine/save.ts';
import type { Tx } from '../../../ports/store.ts';
import { refusesIn, sameHash } from '../decidable.ts';

export default defineDecision({
  name: 'reject',
  about: OPERATION,
  permission: null,
  button: { label: 'Reject', says: 'Reject the', style: 'danger' },
  place: 40,
  offered: ({ state }) => state.is === 'awaiting-approval',
  asks: {
    title: '⚠ Reject this release',
    submit: 'Reject',
    reason: 'Reason for rejecting',
    says: () => [],
    refuses: (tx, context, believed) => refusesIn(tx, context, { believed, decision: 'reject' }),
  },
  word: {
    name: 'reject',
    summary: 'Reject a plan from the terminal, with a reason.',
    examples: ['reject rel_01J 6ad54d76 "not before the fix"'],
    takes: 'plan and reason',
  },
  apply: reject,
});

/** Rejects the plan, with a reason for card and journal. */
async function reject(context: Context, click: Decided): Promise<Message> {
  return onClick(context, click, {
    asked: 'reject',
    apply: async (tx, believed) => {
      const refused =
        (await refusesIn(tx, context, { believed, decision: 'reject' })) ?? sameHash(believed.row, click);
      if (refused !== null) return { refused };
      const { row: operation, person } = believed;
      const at = context.clock.now().toISOString();
      record(tx, click, { event: 'rejected', believed, details: { reason: click.reason } });
      await saveRejected(tx, operation, {
        rejected: { at, by: person.name, reason: click.reason },
        known: context,
      });
      return accepted(operation, `You rejected v${operation.plan.content.version}.`);
    },
  });
}

/** A rejected request has ended; a rejected plan for the remaining steps leaves the release paused where it was. */
async function saveRejected(
  tx: Tx,
  operation: Operation,
  { rejected, known }: { rejected: { at: string; by: string; reason: string }; known: Context },
): Promise<void> {
  const { at, by, reason } = rejected;
  if (isRest(operation)) {
    const why = `${by} rejected the plan of the remaining steps: ${reason}`;
    return saveOperation(tx, blockedAgain(operation, { at, why, steps: known.steps }), { at, known });
  }
  await tx.surfaces.free(operation.id);
  await saveOperation(
    tx,
    { ...operation, state: { is: 'rejected', ...rejected }, finishedAt: at },
    { at, known },
  );
}

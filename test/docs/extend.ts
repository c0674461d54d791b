import { accepted } from '../../src/engine/accepted.ts';
import { onClick, record } from '../../src/engine/click.ts';
import { OPERATION } from '../../src/engine/decision-subject.ts';
import { defineDecision } from '../../src/engine/define-decision.ts';
import { expireAt, saveOperation } from '../../src/engine/save.ts';

const HOUR_MS = 3_600_000;

export default defineDecision({
  name: 'extend',
  about: OPERATION,
  permission: 'request-release',
  button: { label: 'Extend by an hour', says: 'Extend by an hour the wait for the' },
  place: 45,
  offered: ({ state }) => state.is === 'awaiting-approval',
  asks: {
    title: 'Extend the wait',
    submit: 'Extend',
    reason: 'Why it has to wait',
    says: ({ plan }) => [`v${plan.content.version} would expire at ${plan.expiresAt}`],
  },
  word: {
    name: 'extend',
    summary: 'Let a plan wait for approval an hour longer.',
    examples: ['extend rel_01J "Ben is on a train"'],
    takes: 'reason',
  },
  apply: (context, decided) =>
    onClick(context, decided, {
      asked: 'extend',
      apply: async (tx, believed) => {
        const { row: operation } = believed;
        if (operation.state.is !== 'awaiting-approval')
          return { refused: { code: 'choice-not-offered', operation: operation.id, choice: 'extend' } };
        const at = context.clock.now().toISOString();
        const expiresAt = new Date(Date.parse(operation.plan.expiresAt) + HOUR_MS).toISOString();
        const extended = { ...operation, plan: { ...operation.plan, expiresAt } };
        record(tx, decided, { event: 'revised', believed, details: { reason: decided.reason } });
        await saveOperation(tx, extended, { at, known: context });
        await expireAt(tx, extended);
        return accepted(extended, `It waits until ${expiresAt}.`);
      },
    }),
});

import { onClick } from '../../../engine/click.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { customerNoteOf } from '../post-mortem.ts';
import { offersNext } from '../restored.ts';

/** Drafts the note to customers, shown only to the person who asked. It decides nothing. */
export default defineDecision({
  name: 'customer-note',
  about: OPERATION,
  permission: 'read',
  button: { label: 'Customer note', says: 'Customer note: draft it for the' },
  place: 130,
  offered: offersNext,
  apply: (context, click) =>
    onClick(context, click, {
      asked: 'customer note',
      apply: async (_tx, { row: operation }) =>
        operation.kind === 'rollback'
          ? { is: 'line', text: customerNoteOf(operation), level: 'info' }
          : { refused: { code: 'choice-not-offered', operation: operation.id, choice: 'customer note' } },
    }),
});

import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { endUnconfirmedQuestion } from '../confirmation.ts';
import { confirmOnCard } from '../unproven.ts';

/** For an unproven rollback: ends its wait for a confirmation, and the line accepts another. */
export default defineDecision({
  name: 'end-unconfirmed',
  about: OPERATION,
  permission: 'roll-back',
  button: (operation) => ({
    label: 'End unconfirmed',
    says: 'End unconfirmed the',
    style: 'danger',
    confirm: endUnconfirmedQuestion(operation),
  }),
  place: 20,
  offered: ({ confirmation }) => confirmation?.is === 'wanted',
  apply: (context, click) => confirmOnCard(context, click, 'ended'),
});

import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { confirmQuestion } from '../confirmation.ts';
import { confirmOnCard } from '../unproven.ts';

/** For an unproven rollback: a proven person confirms it. */
export default defineDecision({
  name: 'confirm',
  about: OPERATION,
  permission: 'roll-back',
  button: (operation) => ({
    label: 'Confirm',
    says: 'Confirm the',
    style: 'primary',
    confirm: confirmQuestion(operation),
  }),
  place: 10,
  offered: ({ confirmation }) => confirmation?.is === 'wanted',
  apply: (context, click) => confirmOnCard(context, click, 'confirmed'),
});

import { OPERATION } from '../../../flow/decision-subject.ts';
import { defineDecision } from '../../../flow/define-decision.ts';
import { confirmOnCard } from '../../../flow/unproven.ts';
import { confirmQuestion } from '../confirmation.ts';

/** Of a rollback that was requested without proof: a proven person stands for it. */
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

import { isOpen } from '../../../domain/notice.ts';
import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { NOTICE } from '../notices/card.ts';
import { reassignIn } from '../notices/care.ts';

/** Another person looks after a notice from now on. */
export default defineDecision({
  name: 'reassign-notice',
  about: NOTICE,
  permission: 'tell-customers',
  button: { label: 'Reassign …', says: 'Reassign:' },
  place: 30,
  offered: isOpen,
  asks: {
    title: 'Reassign this notice',
    submit: 'Reassign',
    reason: 'To whom: a person of navi.config.yaml, such as ben',
    says: () => ['This person is reminded from now on. Answers of customers go to who drafted the notice.'],
  },
  apply: (context, decided) =>
    onDecision(context, decided, {
      about: NOTICE,
      asked: 'reassign notice',
      apply: (tx, { row: notice, person }) =>
        reassignIn(
          tx,
          context,
          { notice, person, at: context.clock.now().toISOString() },
          { version: notice.version, caller: decided.caller, place: placeOf(decided), text: decided.reason },
        ),
    }),
});

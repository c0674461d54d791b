import { isOpen } from '../../../domain/notice.ts';
import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { NOTICE } from '../notices/card.ts';
import { snoozeIn } from '../notices/care.ts';

/** Puts the reminders of a notice off until a time. */
export default defineDecision({
  name: 'snooze-notice',
  about: NOTICE,
  permission: 'tell-customers',
  button: { label: 'Snooze until …', says: 'Snooze the reminders of:' },
  place: 20,
  offered: isOpen,
  asks: {
    title: 'Snooze reminders',
    submit: 'Snooze',
    reason: 'Until when: 4h, 2d, tomorrow 09:00',
    says: () => ['The release waits for the notice as before; only the reminders wait.'],
  },
  apply: (context, decided) =>
    onDecision(context, decided, {
      about: NOTICE,
      asked: 'snooze notice',
      apply: (tx, { row: notice, person }) =>
        snoozeIn(
          tx,
          context,
          { notice, person, at: context.clock.now().toISOString() },
          { version: notice.version, caller: decided.caller, place: placeOf(decided), text: decided.reason },
        ),
    }),
});

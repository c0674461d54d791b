import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { NOTICE } from '../notices/card.ts';
import { beginSending } from '../notices/review.ts';

/** Sends a reviewed notice. */
export default defineDecision({
  name: 'send-notice',
  about: NOTICE,
  permission: 'tell-customers',
  button: { label: 'Send now', says: 'Send now:', style: 'primary' },
  place: 10,
  offered: ({ state }) => state.is === 'reviewed',
  apply: async (context, decided) => {
    const file = await context.customersFile.read();
    return onDecision(context, decided, {
      about: NOTICE,
      asked: 'send notice',
      apply: (tx, { row: notice, person }) =>
        beginSending(
          tx,
          context,
          { notice, person, at: context.clock.now().toISOString() },
          { version: notice.version, caller: decided.caller, place: placeOf(decided), file },
        ),
    });
  },
});

import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { NOTICE } from '../notices/card.ts';
import { settleIn } from '../notices/settle.ts';

/** A person says with a proof that a recipient was notified by hand; a second person confirms it. */
export default defineDecision({
  name: 'notice-by-hand',
  about: NOTICE,
  permission: 'tell-customers',
  button: { label: 'Mark as sent …', says: 'Mark a recipient as notified by hand:' },
  place: 40,
  offered: ({ state }) => state.is === 'sending',
  asks: {
    title: 'Mark as sent',
    submit: 'Mark as sent',
    reason: 'The recipient, then the proof: harbour-practice they confirmed by phone, 3 May',
    says: () => [
      'It counts when a second person has said so, too: neither the owner of the notice nor who asked for the release.',
    ],
  },
  apply: (context, decided) =>
    onDecision(context, decided, {
      about: NOTICE,
      asked: 'mark as sent',
      apply: (tx, { row: notice, person }) => {
        const [recipient = '', ...proof] = decided.reason.trim().split(/\s+/);
        return settleIn(
          tx,
          context,
          { notice, person, at: context.clock.now().toISOString() },
          {
            ...{ version: notice.version, caller: decided.caller, place: placeOf(decided) },
            ...{ is: 'by-hand', recipient, text: proof.join(' ') },
          },
        );
      },
    }),
});

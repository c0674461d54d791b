import { actorOf } from '../../../domain/journal.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { enqueuePage } from '../../../engine/enqueue-page.ts';
import { CALLING_ALERT, pageOf, saveAnswer } from '../calling-alert.ts';

/** A person says that they have seen the alert and look after it. */
export default defineDecision({
  name: 'acknowledge',
  about: CALLING_ALERT,
  permission: 'roll-back',
  button: { label: 'Acknowledge', says: 'Acknowledge:', style: 'primary' },
  place: 50,
  offered: ({ calling, answer }) =>
    calling !== null && answer.acknowledged === null && answer.joined === null,
  word: {
    name: 'acknowledge',
    summary: 'Say that you look after an alert, from the terminal.',
    examples: ['acknowledge alt_01j'],
    takes: 'nothing',
    id: 'the alert, as alerts lists it',
  },
  apply: (context, decided) =>
    onDecision(context, decided, {
      about: CALLING_ALERT,
      asked: 'acknowledge',
      apply: async (tx, { row: alert, person }) => {
        const { calling, answer } = alert;
        if (calling === null) return { refused: { code: 'alert-over', alert: alert.id } };
        const at = context.clock.now().toISOString();
        const acknowledged = { at, by: person.name };
        await saveAnswer(tx, alert, { ...answer, acknowledged });
        tx.journal.append({
          subject: alert.subject,
          event: 'alert-acknowledged',
          actor: actorOf(decided.caller, placeOf(decided)),
          planHash: null,
          details: { alert: alert.id },
        });
        const text = `${person.name} looks after it.`;
        await enqueuePage(tx, context, pageOf(calling, { event: 'alert.acknowledged', at, text }));
        await enqueueAlertCard(tx, context, { id: alert.id, at });
        return { is: 'line', text: `You look after it: ${calling.name}.`, level: 'good' };
      },
    }),
});

import { actorOf } from '../../../domain/journal.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { enqueuePage } from '../../../engine/enqueue-page.ts';
import { MONITOR_ALERT, pageOf, storedIncident } from '../alerts/monitor-alert.ts';

/** A person says that they have seen the alert and look after it. */
export default defineDecision({
  name: 'acknowledge',
  about: MONITOR_ALERT,
  permission: 'read',
  button: { label: 'Acknowledge', says: 'Acknowledge:', style: 'primary' },
  place: 10,
  offered: ({ state, incident }) => state.is === 'firing' && incident.acknowledged === null,
  word: {
    name: 'acknowledge',
    summary: 'Say that you look after an alert, from the terminal.',
    examples: ['acknowledge alt_01j'],
    takes: 'nothing',
    id: 'the alert, as alerts lists it',
  },
  apply: (context, decided) =>
    onDecision(context, decided, {
      about: MONITOR_ALERT,
      asked: 'acknowledge',
      apply: async (tx, { row: alert, person }) => {
        if (alert.state.is !== 'firing') return { refused: { code: 'alert-over', alert: alert.id } };
        const at = context.clock.now().toISOString();
        const acknowledged = { at, by: person.name };
        await tx.alerts.save(storedIncident({ ...alert, incident: { ...alert.incident, acknowledged } }));
        tx.journal.append({
          subject: alert.subject,
          event: 'alert-acknowledged',
          actor: actorOf(decided.caller, placeOf(decided)),
          planHash: null,
          details: { alert: alert.id },
        });
        const text = `${person.name} looks after it.`;
        await enqueuePage(tx, context, pageOf(alert, { event: 'alert.acknowledged', at, text }));
        await enqueueAlertCard(tx, context, { id: alert.id, at });
        return { is: 'line', text: `You look after it: ${alert.incident.name}.`, level: 'good' };
      },
    }),
});

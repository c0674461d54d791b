import { actorOf } from '../../../domain/journal.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { MONITOR_ALERT, storedIncident } from '../alerts/monitor-alert.ts';
import { muteUntil } from '../alerts/mute-until.ts';

/** A person mutes an incident for some time, with a reason. Each summary lists it. */
export default defineDecision({
  name: 'mute',
  about: MONITOR_ALERT,
  permission: 'request-release',
  button: { label: 'Mute until …', says: 'Mute until a time:' },
  place: 20,
  offered: ({ state }) => state.is === 'firing',
  asks: {
    title: 'Mute this alert',
    submit: 'Mute',
    reason: 'For how long, and why: 2h the upstream is known to be down',
    says: ({ incident }) => [
      incident.standing.what,
      'Navi posts nothing more about this incident until then. Each summary lists it.',
    ],
  },
  word: {
    name: 'mute',
    summary: 'Mute an alert for some time, with a reason, from the terminal.',
    examples: ['mute alt_01j "2h the upstream is known to be down"'],
    takes: 'reason',
    id: 'the alert, as alerts lists it',
  },
  apply: (context, decided) =>
    onDecision(context, decided, {
      about: MONITOR_ALERT,
      asked: 'mute',
      apply: async (tx, { row: alert, person }) => {
        if (alert.state.is !== 'firing') return { refused: { code: 'alert-over', alert: alert.id } };
        const now = context.clock.now();
        const asked = muteUntil(decided.reason, now);
        if (asked === undefined)
          return {
            refused: {
              code: 'usage',
              command: 'mute',
              problem: 'Begin with a time of at most 14 days, such as 30m, 2h or 1d, and say why.',
              usage: 'mute <alert> "2h why"',
            },
          };
        const muted = { ...asked, by: person.name };
        await tx.alerts.save(storedIncident({ ...alert, incident: { ...alert.incident, muted } }));
        tx.journal.append({
          subject: alert.subject,
          event: 'alert-muted',
          actor: actorOf(decided.caller, placeOf(decided)),
          planHash: null,
          details: { alert: alert.id, until: asked.until, reason: asked.why },
        });
        await enqueueAlertCard(tx, context, { id: alert.id, at: now.toISOString() });
        return { is: 'line', text: `${alert.incident.name} is muted until ${asked.until}.`, level: 'info' };
      },
    }),
});

import type { AlertCard } from '../../../domain/message.ts';
import { ownersOf, type Person } from '../../../domain/person.ts';
import { defineCard } from '../../../engine/define-card.ts';
import { age } from '../sections/text.ts';
import { isMuted, type MonitorAlert, mutedText, readIncident } from './monitor-alert.ts';

/** The card of an alert about what is measured: one for each incident, edited in place. */
export const monitorAlertCard = defineCard({
  kind: 'alert',
  read: async (tx, id) => {
    const alert = await tx.alerts.get(id);
    return alert && readIncident(alert);
  },
  compose: (alert, { settings, decisions }) => ({
    is: 'alert',
    alert: incidentCard(alert, { people: settings.people, buttons: decisions.buttonsFor(alert) }),
  }),
});

function incidentCard(
  alert: MonitorAlert,
  { people, buttons }: { people: readonly Person[]; buttons: AlertCard['buttons'] },
): AlertCard {
  const { id, revision, state, incident } = alert;
  const isOver = state.is === 'over';
  return {
    id,
    revision,
    isOver,
    headline: `${incident.name} ${isOver ? 'is well again' : 'needs a person'}`,
    lines: [incident.standing.what, `Since ${incident.standing.since}`, ...standingLines(alert)],
    asks: isOver ? [] : ownersOf(people, incident.owner),
    buttons,
  };
}

function standingLines({ state, incident }: MonitorAlert): string[] {
  const { standing, acknowledged, muted, called } = incident;
  if (state.is === 'over') return [`Over since ${state.at}, after ${lengthOf(standing.since, state.at)}`];
  return [
    ...(standing.is === 'clearing'
      ? [`Well again since ${standing.wellSince}: it is over when that lasts`]
      : []),
    ...(acknowledged === null ? [] : [`Acknowledged by ${acknowledged.by} at ${acknowledged.at}`]),
    ...(called.length === 0 ? [] : [`Called: ${called.map(({ whom }) => whom).join(', ')}`]),
    ...(muted === null ? [] : [`Muted ${mutedText(muted)}`]),
  ];
}

/** How long an incident lasted. */
export function lengthOf(since: string, until: string): string {
  return age(Date.parse(until) - Date.parse(since));
}

/** The alert in a list, in one line. */
export function incidentLine(alert: MonitorAlert, now: string): string {
  const { name, standing, acknowledged, muted } = alert.incident;
  const notes = [
    ...(standing.is === 'clearing' ? ['well again, not for long yet'] : []),
    ...(acknowledged === null ? [] : [`acknowledged by ${acknowledged.by}`]),
    ...(isMuted(alert, now) && muted !== null ? [`muted ${mutedText(muted)}`] : []),
  ];
  const noted = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return `${alert.id}: ${name} since ${standing.since}: ${standing.what}${noted}`;
}

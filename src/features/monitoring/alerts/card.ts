import type { AlertCard } from '../../../domain/message.ts';
import { ownersOf, type Person } from '../../../domain/person.ts';
import { defineCard } from '../../../engine/define-card.ts';
import { answerLines, joinedTo, lengthOf } from '../../alerts/index.ts';
import { type MonitorAlert, readIncident } from './monitor-alert.ts';

/** The card of an alert about what is measured: one for each incident, edited in place. */
export const monitorAlertCard = defineCard({
  kind: 'alert',
  read: async (tx, id) => {
    const row = await tx.alerts.get(id);
    const alert = row && readIncident(row);
    return alert && { ...alert, joined: await joinedTo(tx, id) };
  },
  compose: (alert, { settings, decisions }) => ({
    is: 'alert',
    alert: incidentCard(alert, { people: settings.people, buttons: decisions.buttonsFor(alert) }),
  }),
});

function incidentCard(
  alert: MonitorAlert & { joined: readonly string[] },
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

function standingLines({
  state,
  incident: { standing },
  answer,
  joined,
}: MonitorAlert & { joined: readonly string[] }): string[] {
  if (state.is === 'over') return [`Over since ${state.at}, after ${lengthOf(standing.since, state.at)}`];
  return [
    ...(standing.is === 'clearing'
      ? [`Well again since ${standing.wellSince}: it is over when that lasts`]
      : []),
    ...answerLines(answer, joined),
  ];
}

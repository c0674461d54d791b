import { ownersIn } from '../../domain/person.ts';
import { defineCard } from '../../engine/define-card.ts';
import { readDrift } from './alert.ts';
import { driftCard } from './card.ts';

/** The card of an alert about drift. */
export const driftAlertCard = defineCard({
  kind: 'alert',
  read: async (tx, id) => {
    const alert = await tx.alerts.get(id);
    return alert && readDrift(alert);
  },
  compose: (alert, { settings, decisions }) => ({
    is: 'alert',
    alert: driftCard(alert, { asks: ownersIn(settings.people), buttons: decisions.buttonsFor(alert) }),
  }),
});

import { ownersIn } from '../../domain/person.ts';
import { defineCard } from '../../engine/define-card.ts';
import { watchCard } from './card.ts';
import { readWatch } from './watch-alert.ts';

/** The card of a watched release. */
export const releaseWatchCard = defineCard({
  kind: 'alert',
  read: async (tx, id) => {
    const alert = await tx.alerts.get(id);
    return alert && readWatch(alert);
  },
  compose: (alert, { settings, decisions }) => ({
    is: 'alert',
    alert: watchCard(alert, { asks: ownersIn(settings.people), buttons: decisions.buttonsFor(alert) }),
  }),
});

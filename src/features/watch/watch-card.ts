import { ownersIn, slackIdsIn } from '../../domain/person.ts';
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
  compose: (alert, { settings: { people, permissions }, decisions }) => {
    const roles = permissions['request-release'];
    const asks = alert.watch.waits ? slackIdsIn(people, roles) : ownersIn(people);
    return { is: 'alert', alert: watchCard(alert, { asks, roles, buttons: decisions.buttonsFor(alert) }) };
  },
});

import { ownersIn, slackIdsIn } from '../../domain/person.ts';
import { defineCard } from '../../engine/define-card.ts';
import { joinedTo } from '../alerts/index.ts';
import { watchCard } from './card.ts';
import { readWatch } from './watch-alert.ts';

/** The card of a watched release. */
export const releaseWatchCard = defineCard({
  kind: 'alert',
  read: async (tx, id) => {
    const row = await tx.alerts.get(id);
    const alert = row && readWatch(row);
    return alert && { ...alert, joined: await joinedTo(tx, id) };
  },
  compose: (alert, { settings: { people, permissions }, decisions }) => {
    const roles = permissions['request-release'];
    const asks = alert.watch.waits ? slackIdsIn(people, roles) : ownersIn(people);
    const { joined } = alert;
    return {
      is: 'alert',
      alert: watchCard(alert, { asks, roles, joined, buttons: decisions.buttonsFor(alert) }),
    };
  },
});

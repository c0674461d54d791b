import type { Deliveries } from '../../../ports/tables/deliveries.ts';
import type { Session } from '../session.ts';

/**
 * How long a delivery is remembered, in milliseconds: Slack's signature is valid for five minutes, and an event is sent
 * again for about six (docs.slack.dev, "Verifying requests from Slack", "The Events API").
 */
const REMEMBERED_MS = 3_600_000;

/** Slack's deliveries on this transaction. */
export function createDeliveries({ trx }: Session): Deliveries {
  return {
    async take(id, at) {
      const oldest = new Date(Date.parse(at) - REMEMBERED_MS).toISOString();
      await trx.deleteFrom('deliveries').where('taken_at', '<', oldest).execute();
      const added = await trx
        .insertInto('deliveries')
        .values({ id, taken_at: at })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst();
      return added !== undefined;
    },
  };
}

import type { Context } from '../../../engine/context.ts';
import { alertCardKey, enqueueDelivery } from '../../../engine/save.ts';
import type { Tx } from '../../../ports/store.ts';

/** Enqueues the alert's card: its post, or an edit of it. */
export async function redrawIncident(
  tx: Tx,
  { settings }: Context,
  { id, at }: { id: string; at: string },
): Promise<void> {
  const subject = { kind: 'alert', id };
  const { channel } = settings.slack;
  await tx.outbox.put({
    key: alertCardKey(id),
    subject,
    about: { is: 'alert' },
    channel,
    inThread: false,
    at,
  });
  await enqueueDelivery(tx, subject, { priority: 'normal', at });
}

import type { Tx } from '../ports/store.ts';
import type { Context } from './context.ts';
import { enqueueDelivery } from './save.ts';

/** The outbox key of an alert's card. */
export function alertCardKey(id: string): string {
  return `card:alert:${id}`;
}

/** Enqueues an alert's card: its post, or an edit of it. `at` is ISO. */
export async function enqueueAlertCard(
  tx: Tx,
  { settings }: Pick<Context, 'settings'>,
  { id, at }: { id: string; at: string },
): Promise<void> {
  const subject = { kind: 'alert', id };
  const { channel } = settings.slack;
  await tx.outbox.put({
    ...{ key: alertCardKey(id), subject, about: { is: 'alert' }, channel, inThread: false, at },
  });
  await enqueueDelivery(tx, subject, { priority: 'normal', at });
}

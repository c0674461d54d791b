import type { Message } from '../../domain/message.ts';
import type { Context } from '../../engine/context.ts';
import { readDrift } from './alert.ts';
import { driftLines } from './card.ts';

/** What differs now. */
export async function listDrift({ store, clock }: Context): Promise<Message> {
  const now = clock.now().toISOString();
  const open = await store.transaction((tx) => tx.alerts.open());
  const firing = open.flatMap((one) => (one.state.is === 'firing' ? (readDrift(one) ?? []) : []));
  if (firing.length === 0)
    return { is: 'line', text: 'No alerts: what is live is as Navi recorded it.', level: 'good' };
  return { is: 'line', text: firing.flatMap((one) => driftLines(one, now)).join('\n'), level: 'bad' };
}

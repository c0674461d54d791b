import type { Message } from '../../../domain/message.ts';
import type { Context } from '../../../engine/context.ts';
import { listDrift } from '../../drift/index.ts';
import { incidentLine } from './card.ts';
import { readIncident } from './monitor-alert.ts';

/** Every alert that fires: what is measured, and what was changed outside Navi. */
export async function listAlerts(context: Context): Promise<Message> {
  const now = context.clock.now().toISOString();
  const open = await context.store.transaction((tx) => tx.alerts.open());
  const lines = open.flatMap((one) => {
    const alert = one.state.is === 'firing' ? readIncident(one) : undefined;
    return alert === undefined ? [] : [incidentLine(alert, now)];
  });
  const drift = await listDrift(context);
  const drifted = drift.is === 'line' && drift.level === 'bad' ? [drift.text] : [];
  const all = [...lines, ...drifted];
  return all.length === 0
    ? { is: 'line', text: 'No alerts.', level: 'good' }
    : { is: 'line', text: all.join('\n'), level: 'bad' };
}

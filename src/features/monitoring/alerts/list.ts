import type { Message } from '../../../domain/message.ts';
import type { Context } from '../../../engine/context.ts';
import { callingLine, readCalling } from '../../alerts/index.ts';
import { listDrift, readDrift } from '../../drift/index.ts';

/** Every alert that fires: what is measured, releases that are worse, and what was changed outside Navi. */
export async function listAlerts(context: Context): Promise<Message> {
  const now = context.clock.now().toISOString();
  const open = await context.store.transaction((tx) => tx.alerts.open());
  const lines = open.flatMap((one) => {
    const alert = readDrift(one) === undefined ? readCalling(one) : null;
    return alert?.calling == null ? [] : [callingLine(alert, now)];
  });
  const drift = await listDrift(context);
  const drifted = drift.is === 'line' && drift.level === 'bad' ? [drift.text] : [];
  const all = [...lines, ...drifted];
  return all.length === 0
    ? { is: 'line', text: 'No alerts.', level: 'good' }
    : { is: 'line', text: all.join('\n'), level: 'bad' };
}

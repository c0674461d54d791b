import type { Decided } from '../../domain/click.ts';
import { actorOf } from '../../domain/journal.ts';
import { enqueueAlertCard } from '../../engine/alert-card.ts';
import { placeOf } from '../../engine/click.ts';
import type { Context } from '../../engine/context.ts';
import { enqueuePage } from '../../engine/enqueue-page.ts';
import type { Tx } from '../../ports/store.ts';
import { pageOf } from '../alerts/index.ts';
import { storedWatch, type WatchAlert } from './watch-alert.ts';

/** A person keeps a watched release, with a reason: an automatic rollback is not due any more. */
export async function keepWatched(
  tx: Tx,
  context: Context,
  { alert, decided, by }: { alert: WatchAlert; decided: Decided; by: string },
): Promise<void> {
  const at = context.clock.now().toISOString();
  const kept = { at, by };
  const { calling } = alert;
  // Who keeps a release that is worse looks after it.
  const answer = calling === null ? alert.answer : { ...alert.answer, acknowledged: kept };
  await tx.alerts.save(storedWatch({ ...alert, answer, watch: { ...alert.watch, kept } }));
  const text = `${by} keeps it.`;
  if (calling !== null)
    await enqueuePage(tx, context, pageOf(calling, { event: 'alert.acknowledged', at, text }));
  tx.journal.append({
    subject: alert.subject,
    event: 'release-kept',
    actor: actorOf(decided.caller, placeOf(decided)),
    planHash: null,
    details: { alert: alert.id, reason: decided.reason },
  });
  await enqueueAlertCard(tx, context, { id: alert.id, at });
}

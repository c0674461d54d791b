import type { Customer } from '../../../domain/customer.ts';
import { isSettled, toldAt } from '../../../domain/notice.ts';
import type { Context } from '../../../engine/context.ts';
import type { Tx } from '../../../ports/store.ts';
import { gatherExposures } from '../loads/gather-exposures.ts';
import { isAddressed } from './decide-recipients.ts';
import { confirmed } from './gather-facts.ts';
import { noticeSubject } from './journal.ts';

/** How far the customers who may have loaded a version were notified of it. `at` is ISO. */
export type Notified =
  | { is: 'none' }
  /** No customer of the file may have loaded it: no notice is owed. */
  | { is: 'unaffected' }
  | { is: 'open'; open: number; of: number }
  /** Each was notified or waived; `at` is the last time. */
  | { is: 'all'; at: string };

/**
 * The best of the version's notices of an emergency that were drafted since then (ISO), and of its rollback: from rows
 * that the journal confirms.
 */
export async function incidentNotified(
  tx: Tx,
  { version, since }: { version: string; since: string },
): Promise<Notified> {
  let best: Notified = { is: 'none' };
  for (const topic of ['emergency', 'rollback'] as const) {
    const found = await notifiedBy(tx, { version, topic, since: topic === 'emergency' ? since : '' });
    if (best.is === 'none' || found.is === 'all') best = found.is === 'none' ? best : found;
  }
  return best;
}

/** Whether one of these customers may have loaded the version, as a draft of its emergency notice would see it. */
export async function isAnyAffected(
  context: Context,
  version: string,
  customers: readonly Customer[],
): Promise<boolean> {
  const exposures = await gatherExposures(context, version, customers);
  return customers.some((one) => isAddressed(one, { topic: 'emergency', version, exposures }));
}

interface Asked {
  version: string;
  topic: 'emergency' | 'rollback';
  since: string;
}

async function notifiedBy(tx: Tx, { version, topic, since }: Asked): Promise<Notified> {
  const notice = await tx.notices.current(version, topic);
  if (notice === undefined) return { is: 'none' };
  const draftedAt = await authenticDraft(tx, notice.id);
  if (draftedAt === null || draftedAt < since) return { is: 'none' };
  const settled = (await confirmed(tx, notice)).filter(({ state }) => isSettled(state));
  // A row that was deleted is a recipient who was not notified.
  const of = notice.recipients.length;
  const done = notice.recipients.filter(({ id }) => settled.some(({ recipient }) => recipient.id === id));
  if (done.length < of || notice.state.is === 'drafted' || notice.state.is === 'reviewed')
    return { is: 'open', open: of - done.length, of };
  const times = settled.flatMap(({ state }) => toldAt(state) ?? []);
  return { is: 'all', at: times.toSorted().at(-1) ?? draftedAt };
}

async function authenticDraft(tx: Tx, id: string): Promise<string | null> {
  const rows = await tx.journal.of(noticeSubject(id));
  return rows.find(({ row, authentic }) => authentic && row.event === 'notice-drafted')?.row.at ?? null;
}

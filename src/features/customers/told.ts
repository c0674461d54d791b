import { deliveryText, isSettled, toldAt } from '../../domain/notice.ts';
import { daysAfter } from '../../domain/notice-days.ts';
import type { Settings } from '../../domain/settings.ts';
import { tagOf } from '../../domain/version.ts';
import type { Tx } from '../../ports/store.ts';
import { confirmed } from './notices/gather-facts.ts';

/** So many notices are looked back at. */
const MOST_NOTICES = 20;

/** What one customer was told when, with the server's answer, and what is due; newest first, as the audit log confirms it. */
export async function toldTexts(
  tx: Tx,
  { customer, settings }: { customer: string; settings: Pick<Settings, 'customers'> },
): Promise<string[]> {
  const lines: string[] = [];
  for (const notice of await tx.notices.newest(MOST_NOTICES)) {
    const { version, on, kind, topic, state } = notice;
    const own = (await confirmed(tx, notice)).filter(({ recipient }) => recipient.customer === customer);
    const wasSent = state.is === 'sending' || state.is === 'given';
    // What was drafted and replaced before it was sent was told to no customer.
    const shown = state.is === 'replaced' ? own.filter((one) => isSettled(one.state)) : own;
    for (const delivery of shown) {
      const at = topic === 'release' ? toldAt(delivery.state) : null;
      const days = settings.customers.noticeDays;
      const until =
        at === null ? '' : `; their ${days} days end at ${daysAfter(at, days, delivery.recipient.zone)}`;
      const due = isSettled(delivery.state) ? '' : `due${wasSent ? '' : ` (the notice is ${state.is})`}, `;
      lines.push(
        `${tagOf(version)} (${kind}, ${on}) to ${delivery.recipient.id}: ${due}${deliveryText(delivery)}${until}`,
      );
    }
  }
  return lines.length === 0 ? ['Navi has sent them no notice'] : lines;
}

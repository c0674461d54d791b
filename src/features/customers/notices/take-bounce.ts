import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import { decideSettle } from './decide-settle.ts';
import { byNavi } from './journal.ts';

/** A message that came back, as the mail provider's proven webhook says. */
interface Bounce {
  /** Unique for the delivery of the webhook. */
  delivery: string;
  messageId: string;
  /** An enhanced status such as `5.1.1`; null for none. */
  status: string | null;
}

const PROVIDER = 'the mail provider';
/** As `letterOf` makes it: the notice, the recipient, and the sender's domain. */
const MESSAGE_ID = /^<?(?<notice>ntc_\w{1,60})\.(?<recipient>[a-z][a-z0-9-]{0,70})@[^<>\s]{1,253}>?$/;

/**
 * Saves that an accepted message came back, which takes *given* back. False where it is none of Navi's, where it was not
 * accepted, and where the delivery came before.
 */
export async function takeBounce(
  context: Context,
  { delivery: webhook, messageId, status }: Bounce,
): Promise<boolean> {
  const { notice: id, recipient } = MESSAGE_ID.exec(messageId)?.groups ?? {};
  if (id === undefined || recipient === undefined) return false;
  return context.store.transaction(async (tx) => {
    const at = context.clock.now().toISOString();
    const notice = await tx.notices.lock(id);
    if (notice === undefined || (notice.state.is !== 'sending' && notice.state.is !== 'given')) return false;
    if (!(await tx.deliveries.take(`mail:${webhook}`, at))) return false;
    const known = await tx.notices.lockDelivery(id, recipient);
    if (known?.recipient.channel !== 'e-mail') return false;
    const text = `${PROVIDER} says that it bounced${status === null ? '' : ` (${status})`}`;
    const said = { is: 'bounced', text, by: PROVIDER, at, notSecond: [] } as const;
    const decided = decideSettle(known, said);
    if (decided.is !== 'settled') return false;
    await tx.notices.saveDelivery(decided.delivery);
    tx.journal.append(
      byNavi(id, 'notice-settled', { id, recipient, said: 'bounced', text, state: 'bounced' }),
    );
    if (notice.state.is === 'given') {
      const { reviewer } = notice.state;
      await tx.notices.save({ ...notice, state: { is: 'sending', reviewer, by: PROVIDER, at } });
    }
    await enqueueAlertCard(tx, context, { id, at });
    return true;
  });
}

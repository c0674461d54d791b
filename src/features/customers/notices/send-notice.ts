import { digestOf, isPartOf, type NoticeRecipient } from '../../../domain/notice.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import type { Letter } from '../../../ports/mail.ts';
import type { Tx } from '../../../ports/store.ts';
import type { JobOutcome } from '../../../ports/tables/jobs.ts';
import { addressFor } from '../decide-seen.ts';
import { afterAnswer, afterLoss, progressOf } from './decide-delivery.ts';
import { attemptedIn, byNavi, noticeSubject, reviewedDigest } from './journal.ts';
import { type Outgoing, sendOne } from './send-one.ts';

/** So many messages are on their way at a time: at a kill at most these are unknown. */
export const CONCURRENCY = 5;
/** An attempt of another process without an answer for this long has none. Milliseconds. */
const LOST_AFTER_MS = 120_000;
const MINUTE_MS = 60_000;

interface Sending {
  id: string;
  /** Of what was reviewed, as the journal says. */
  digest: string | null;
  /** The recipients to whom the journal says that a message went out: it is not sent again. */
  attempted: Set<string>;
}

interface Taken {
  recipient: string;
  attempt: string;
  message: Outgoing;
}

/**
 * Sends what a notice still owes. Each message is stored and journalled as *intended* before it is sent, so that none
 * is sent twice: what was intended and has no answer is unknown, and only a person sends it again.
 */
export async function sendNotice(context: Context, id: string): Promise<JobOutcome> {
  const { store } = context;
  if ('missing' in context.mail) return { is: 'over' };
  const lookAgain = await recover(context, id);
  const sending = await store.transaction(async (tx) => ({
    id,
    digest: await reviewedDigest(tx, id),
    attempted: await attemptedIn(tx, id),
  }));
  await Promise.all(Array.from({ length: CONCURRENCY }, () => sendOneByOne(context, sending)));
  const due = await store.transaction((tx) => endIfGiven(tx, context, id));
  const [first] = [lookAgain, due].filter((at) => at !== null).toSorted();
  return first === undefined ? { is: 'over' } : { is: 'again', at: first };
}

async function sendOneByOne(context: Context, sending: Sending): Promise<void> {
  const { store, clock, stopping } = context;
  while (!stopping.aborted) {
    const taken = await store.transaction((tx) => take(tx, context, sending));
    if (taken === null) return;
    if (taken === 'skipped') continue;
    const { recipient, attempt, message } = taken;
    const answer = await sendOne(context, message);
    await store.transaction(async (tx) => {
      const delivery = await tx.notices.lockDelivery(sending.id, recipient);
      const at = clock.now().toISOString();
      const state = delivery && afterAnswer(delivery.state, attempt, { answer, at });
      if (delivery === undefined || state === undefined) return;
      await tx.notices.saveDelivery({ ...delivery, state });
      tx.journal.append(
        byNavi(sending.id, 'notice-answered', { recipient, attempt, answer: { ...answer }, state: state.is }),
      );
    });
  }
}

/** Marks attempts without an answer as unknown; gives when to look again at one that may still go on (ISO). */
async function recover({ store, clock, holder }: Context, id: string): Promise<string | null> {
  return store.transaction(async (tx) => {
    const [at, machine] = [clock.now().toISOString(), clock.machine().toISOString()];
    let again: string | null = null;
    for (const delivery of await tx.notices.deliveries(id)) {
      if (delivery.state.is !== 'intended') continue;
      const lost = afterLoss(delivery.state, { holder, isAlone: store.exclusive, machine, at });
      if (lost === undefined) {
        again = new Date(Date.parse(at) + MINUTE_MS).toISOString();
        continue;
      }
      await tx.notices.saveDelivery({ ...delivery, state: lost });
      tx.journal.append(byNavi(id, 'notice-unknown', { recipient: delivery.recipient.id }));
    }
    return again;
  });
}

/** Intends the next message: stored and journalled before it is sent. Null where none may be sent now. */
async function take(
  tx: Tx,
  context: Context,
  { id, digest, attempted }: Sending,
): Promise<Taken | 'skipped' | null> {
  const { clock, ids, holder, settings } = context;
  const notice = await tx.notices.get(id);
  if (notice?.state.is !== 'sending' || digestOf(notice) !== digest) return null;
  const delivery = await tx.notices.lockPlanned(id, clock.now().toISOString());
  if (delivery?.state.is !== 'planned' || !isPartOf(notice, delivery.recipient)) return null;
  const { recipient, state } = delivery;
  if (attempted.has(recipient.id)) {
    const at = clock.now().toISOString();
    const why = 'the audit log says that it was sent before';
    await tx.notices.saveDelivery({ ...delivery, state: { is: 'unknown', attempt: '', at, why } });
    tx.journal.append(byNavi(id, 'notice-unknown', { recipient: recipient.id }));
    return 'skipped';
  }
  const attempt = ids.uuid();
  const until = new Date(clock.machine().getTime() + LOST_AFTER_MS).toISOString();
  const attempts = state.attempts + 1;
  await tx.notices.saveDelivery({ ...delivery, state: { is: 'intended', attempt, attempts, holder, until } });
  const contact = recipient.contact?.digest ?? null;
  tx.journal.append(byNavi(id, 'notice-intended', { recipient: recipient.id, attempt, contact }));
  const { slack } = recipient;
  if (slack !== undefined) {
    const { subject, text } = recipient;
    const message = {
      is: 'slack-connect',
      ...slack,
      key: `${id}.${recipient.id}`,
      text: `${subject}\n\n${text}`,
    } as const;
    return { recipient: recipient.id, attempt, message };
  }
  const to = await addressOf(tx, recipient);
  const replyTo = settings.people.find((one) => one.id === notice.owner)?.email ?? null;
  const letter = letterOf(id, recipient, { to, replyTo });
  return { recipient: recipient.id, attempt, message: { is: 'mail', letter } };
}

/** The message of one recipient: its id is the same in each attempt. */
export function letterOf(
  notice: string,
  { id, subject, text }: Pick<NoticeRecipient, 'id' | 'subject' | 'text'>,
  { to, replyTo }: { to: string; replyTo: string | null },
): Letter {
  return { messageId: `${notice}.${id}`, to, replyTo, subject, text };
}

/** Without the address that was reviewed it is empty: the message is refused before it is sent. */
async function addressOf(tx: Tx, { contact }: NoticeRecipient): Promise<string> {
  if (contact === null) return '';
  return addressFor(contact, await tx.customers.contact(contact.id)) ?? '';
}

/** Saves that a notice is given; gives when its next message is due (ISO). */
export async function endIfGiven(
  tx: Tx,
  { clock, settings }: Pick<Context, 'clock' | 'settings'>,
  id: string,
): Promise<string | null> {
  const notice = await tx.notices.lock(id);
  if (notice?.state.is !== 'sending') return null;
  const progress = progressOf(await tx.notices.deliveries(id));
  if (progress.is === 'waits') return progress.until;
  const at = clock.now().toISOString();
  await tx.notices.save({ ...notice, state: { is: 'given', reviewer: notice.state.reviewer, at } });
  tx.journal.append(byNavi(id, 'notice-given', { version: notice.version, digest: digestOf(notice) }));
  await enqueueAlertCard(tx, { settings }, { id, at });
  return null;
}

/** Has the messages of a notice sent. */
export async function enqueueSending(tx: Tx, id: string, at: string): Promise<void> {
  await tx.jobs.put({
    ...{ key: `send-notice:${id}`, kind: 'send-notice', subject: noticeSubject(id) },
    ...{ priority: 'background', dueAt: at },
  });
}

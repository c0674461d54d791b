import { actorOf, type JournalEvent } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import { digestOf, type Notice, shortDigest } from '../../../domain/notice.ts';
import type { Caller, Person, Place } from '../../../domain/person.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import type { Tx } from '../../../ports/store.ts';
import { addressFor } from '../decide-seen.ts';
import { drafterOf, noticeSubject, reviewedDigest } from './journal.ts';
import { notThis, personOf } from './refused.ts';
import { endIfGiven, enqueueSending, letterOf } from './send-notice.ts';

export interface NoticeAsk {
  version: string;
  caller: Caller;
  place: Place;
}

/** A second person reviews a draft, by the digest of what they have read. */
export function reviewNotice(context: Context, ask: NoticeAsk & { digest: string }): Promise<Message> {
  return onNotice(context, ask, async (tx, { notice, person, at }) => {
    const { digest, version } = ask;
    if (notice.state.is !== 'drafted')
      return notThis(`${notice.id} is ${notice.state.is} already.`, show(version));
    if (person.id === notice.owner || person.id === (await drafterOf(tx, notice.id)))
      return notThis('You drafted it: a second person reviews it.', 'Ask a colleague.', 'a second person');
    if (digest.length < 8 || !digestOf(notice).startsWith(digest.toLowerCase()))
      return notThis(
        'This is not the digest of the draft: it may have changed since you read it.',
        `Read it with /navi notice show v${version}, then type the digest that stands there.`,
      );
    await tx.notices.save({ ...notice, state: { is: 'reviewed', reviewer: person.id, at } });
    await enqueueAlertCard(tx, context, { id: notice.id, at });
    journal(tx, ask, 'notice-reviewed', { id: notice.id, digest: digestOf(notice) });
    return line(`${notice.id} is reviewed. Send it: /navi notice send v${version}`);
  });
}

/** Begins to send a reviewed notice: what was reviewed, to whom it was reviewed. */
export function sendReviewed(context: Context, ask: NoticeAsk): Promise<Message> {
  return onNotice(context, ask, (tx, known) => beginSending(tx, context, known, ask));
}

/** The same in a transaction, for a person who may. */
export async function beginSending(
  tx: Tx,
  context: Context,
  { notice, person, at }: Known,
  ask: NoticeAsk,
): Promise<Message> {
  const { state, id } = notice;
  if (state.is !== 'reviewed')
    return notThis(
      state.is === 'drafted' ? `${id} is not reviewed yet.` : `${id} is ${state.is} already.`,
      state.is === 'drafted'
        ? `A second person types /navi notice review v${ask.version} ${shortDigest(notice)}`
        : show(ask.version),
    );
  if ('missing' in context.mail)
    return notThis('Mail is not set up.', `Set ${context.mail.missing} (.env.example), and send it then.`);
  if ((await reviewedDigest(tx, id)) !== digestOf(notice))
    return notThis(`${id} is not what was reviewed.`, 'Draft it again.');
  const changed = await changedContacts(tx, id);
  if (changed.length > 0)
    return notThis(
      `The contacts of ${changed.join(', ')} have changed since the review.`,
      'Draft it again, and have it reviewed.',
    );
  await tx.notices.save({
    ...notice,
    state: { is: 'sending', reviewer: state.reviewer, by: person.id, at },
  });
  journal(tx, ask, 'notice-sending', { id, digest: digestOf(notice) });
  await enqueueSending(tx, id, at);
  await enqueueAlertCard(tx, context, { id, at });
  await endIfGiven(tx, context, id);
  return line(`${id} is being sent to ${notice.recipients.length} recipients. ${show(ask.version)}`);
}

/** Sends the first recipient's text to the caller's own address. */
export async function testNotice(context: Context, ask: NoticeAsk): Promise<Message> {
  const person = personOf(ask.caller, context);
  if ('refused' in person) return person.refused;
  if (person.email === undefined)
    return notThis(
      'Navi does not know your address.',
      'Add email to yourself under people in navi.config.yaml.',
    );
  if ('missing' in context.mail)
    return notThis('Mail is not set up.', `Set ${context.mail.missing} (.env.example).`);
  const [notice, first] = await context.store.transaction(async (tx) => {
    const current = await tx.notices.current(ask.version);
    return [current, (await tx.notices.deliveries(current?.id ?? ''))[0]];
  });
  if (notice === undefined || first === undefined) return noNotice(ask.version);
  const letter = letterOf(notice.id, first.recipient, { to: person.email, replyTo: person.email });
  const test = { messageId: `test.${context.ids.uuid()}`, subject: `[Test] ${letter.subject}` };
  const answer = await context.mail.service.send({ ...letter, ...test });
  const said = 'answer' in answer ? answer.answer : answer.why;
  return line(`The test message to you is ${answer.is}: ${said}`, answer.is === 'accepted' ? 'good' : 'warn');
}

/** The customers whose stored contacts are not listed any more, or are not those that were drafted. */
async function changedContacts(tx: Tx, id: string): Promise<string[]> {
  const changed = new Set<string>();
  for (const { recipient } of await tx.notices.deliveries(id)) {
    if (recipient.contact === null) continue;
    const known = await tx.customers.contact(recipient.contact.id);
    if (known?.isListed !== true || addressFor(recipient.contact, known) === null)
      changed.add(recipient.customer);
  }
  return [...changed];
}

export interface Known {
  notice: Notice;
  person: Person;
  at: string;
}

/** Runs a decision about the current notice of a version, by a person who may tell customers. */
export async function onNotice(
  context: Context,
  { version, caller }: NoticeAsk,
  decide: (tx: Tx, known: Known) => Promise<Message>,
): Promise<Message> {
  const person = personOf(caller, context);
  if ('refused' in person) return person.refused;
  return context.store.transaction(async (tx) => {
    const current = await tx.notices.current(version);
    const notice = current === undefined ? undefined : await tx.notices.lock(current.id);
    if (notice === undefined) return noNotice(version);
    return decide(tx, { notice, person, at: context.clock.now().toISOString() });
  });
}

export function noNotice(version: string): Message {
  return notThis(`There is no notice of v${version}.`, `Draft one: /navi notice v${version} --on 2027-01-12`);
}

export function journal(
  tx: Tx,
  { caller, place }: Pick<NoticeAsk, 'caller' | 'place'>,
  event: JournalEvent,
  { id, ...details }: { id: string; [detail: string]: string },
): void {
  tx.journal.append({
    ...{ subject: noticeSubject(id), event, actor: actorOf(caller, place), planHash: null, details },
  });
}

export function line(text: string, level: 'good' | 'warn' = 'good'): Message {
  return { is: 'line', text, level };
}

function show(version: string): string {
  return `See how it goes: /navi notice show v${version}`;
}

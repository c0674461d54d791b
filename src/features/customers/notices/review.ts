import type { Customer } from '../../../domain/customer.ts';
import { actorOf, type JournalEvent } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import { digestOf, type Notice, shortDigest } from '../../../domain/notice.ts';
import type { Caller, Person, Place } from '../../../domain/person.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import type { CustomersRead } from '../../../ports/customers.ts';
import type { Tx } from '../../../ports/store.ts';
import { decideChanged } from './decide-changed.ts';
import { drafterOf, leftOutOf, noticeSubject, reviewedDigest } from './journal.ts';
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
export async function sendReviewed(context: Context, ask: NoticeAsk): Promise<Message> {
  const file = await context.customersFile.read();
  return onNotice(context, ask, (tx, known) => beginSending(tx, context, known, { ...ask, file }));
}

/** The same in a transaction, for a person who may. */
export async function beginSending(
  tx: Tx,
  context: Context,
  { notice, person, at }: Known,
  ask: NoticeAsk & { file: CustomersRead },
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
  if (ask.file.is !== 'read')
    return notThis(
      'The customers file cannot be read, so who gets it now is unknown.',
      'Type /navi customers to see each problem.',
    );
  const changed = await changedCustomers(tx, notice, ask.file.customers);
  if (changed.length > 0)
    return notThis(
      `The recipients of ${changed.join(', ')} have changed since the review.`,
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

/** The customers whose messages would go elsewhere now than was reviewed. */
async function changedCustomers(
  tx: Tx,
  { id, topic, version }: Notice,
  customers: readonly Customer[],
): Promise<string[]> {
  const reviewed = (await tx.notices.deliveries(id)).map(({ recipient }) => recipient);
  const known = { customers, contacts: await tx.customers.contacts() };
  return decideChanged(reviewed, known, { topic, version, leftOut: await leftOutOf(tx, id) });
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

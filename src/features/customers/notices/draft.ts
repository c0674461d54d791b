import { counted } from '../../../domain/figures.ts';
import { type Actor, actorOf } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import { digestOf, type Notice, type NoticeTopic, shortDigest } from '../../../domain/notice.ts';
import { localDate } from '../../../domain/notice-days.ts';
import type { Caller, Person, Place } from '../../../domain/person.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import type { Tx } from '../../../ports/store.ts';
import { gatherExposures } from '../loads/gather-exposures.ts';
import { watchFile } from '../watch-file.ts';
import { type Changes, gatherChanges } from './changes.ts';
import { type Drafted, decideDraft } from './decide-draft.ts';
import { noticeSubject } from './journal.ts';
import { notThis, personOf } from './refused.ts';

export interface DraftAsk {
  version: string;
  topic: NoticeTopic;
  /** A local date; null for today. */
  on: string | null;
  says: string | null;
  caller: Caller;
  place: Place;
}

/** What a notice is drafted from. */
export interface Wanted {
  version: string;
  topic: NoticeTopic;
  on: string | null;
  says: string | null;
  owner: Person;
  actor: Actor;
  /** What it tells of, and where a rollback went; null for what the draft before it has. */
  cause: string | null;
  restored: string | null;
}

const NO_CHANGES: Changes = { text: '', migration: null, breaking: [] };

/** Drafts a notice for its audience. A draft that was not sent is replaced. Throws `ServiceError`. */
export async function draftNotice(context: Context, ask: DraftAsk): Promise<Message> {
  const person = personOf(ask.caller, context);
  if ('refused' in person) return person.refused;
  const { version, topic, on, says, caller, place } = ask;
  const saved = await draft(context, {
    ...{ version, topic, on, says, owner: person, actor: actorOf(caller, place) },
    ...{ cause: null, restored: null },
  });
  return 'drafted' in saved ? { is: 'line', level: 'info', text: draftText(saved.drafted) } : saved.refused;
}

/** The same for a person or for Navi itself: the stored draft, or why there is none. */
export async function draft(
  context: Context,
  wanted: Wanted,
): Promise<{ drafted: Drafted } | { refused: Message }> {
  const { customersFile, store, settings, scm } = context;
  const { version, topic } = wanted;
  const read = await customersFile.read();
  if (read.is === 'not-set-up')
    return refused(
      'Navi knows no customers.',
      `Set ${read.missing} to a customers file (docs/customers.md).`,
    );
  if (read.is === 'unreadable')
    return refused('The customers file is not valid.', 'Type /navi customers to see each problem.');
  await watchFile(context);
  const changes =
    topic === 'release' || topic === 'prerelease'
      ? await gatherChanges(context, { version, commit: (await scm.defaultBranch()).head })
      : NO_CHANGES;
  const isIncident = topic === 'rollback' || topic === 'emergency';
  const exposures = isIncident ? await gatherExposures(context, version, read.customers) : new Map();
  return store.transaction(async (tx) => {
    const before = await tx.notices.current(version, topic);
    if (before !== undefined && (await isUnderSending(tx, before)))
      return refused(`${before.id} is being sent.`, `Type /navi notice show v${version}.`);
    const restored = wanted.restored ?? before?.restored ?? null;
    if (topic === 'rollback' && restored === null)
      return refused(
        `Navi knows no rollback of v${version}.`,
        `Type /navi notice emergency v${version} --says "…", or custom.`,
      );
    const at = context.clock.now().toISOString();
    const drafted = decideDraft(
      { customers: read.customers, contacts: await tx.customers.contacts(), before, changes, exposures },
      {
        ...{ id: context.ids.operation('ntc'), at, version, topic, says: wanted.says, owner: wanted.owner },
        ...{ restored, cause: wanted.cause ?? before?.cause ?? null },
        on: wanted.on ?? localDate(at, settings.monitoring.zone),
        template: settings.customers.templates[topic],
        product: `${settings.repository.owner}/${settings.repository.name}`,
      },
    );
    if (drafted.recipients.length === 0)
      return refused(
        topic === 'prerelease'
          ? 'No customer of the file has the tag early-access.'
          : `No customer of the file may load v${version}.`,
        'Type /navi customers to see them.',
      );
    await saveDraft(tx, drafted, { before, actor: wanted.actor });
    for (const { id } of [...(before === undefined ? [] : [before]), drafted.notice])
      await enqueueAlertCard(tx, context, { id, at });
    return { drafted };
  });
}

function refused(text: string, next: string): { refused: Message } {
  return { refused: notThis(text, next) };
}

/** Whether messages of it may still go out by themselves. */
async function isUnderSending(tx: Tx, { id, state }: Notice): Promise<boolean> {
  if (state.is !== 'sending') return false;
  return (await tx.notices.deliveries(id)).some(
    (one) =>
      one.state.is === 'intended' || (one.state.is === 'planned' && one.recipient.channel !== 'by-hand'),
  );
}

async function saveDraft(
  tx: Tx,
  { notice, recipients, leftOut }: Drafted,
  { before, actor }: { before: Notice | undefined; actor: Actor },
): Promise<void> {
  const { id, version, on, kind, topic, draftedAt: at } = notice;
  if (before !== undefined) await tx.notices.save({ ...before, state: { is: 'replaced', by: id, at } });
  await tx.notices.save(notice);
  for (const recipient of recipients)
    await tx.notices.saveDelivery({
      ...{ notice: id, recipient, asked: null },
      state: { is: 'planned', notBefore: null, attempts: 0, last: null },
    });
  tx.journal.append({
    subject: noticeSubject(id),
    event: 'notice-drafted',
    actor,
    planHash: null,
    details: {
      ...{ version, on, kind, topic, digest: digestOf(notice), replaces: before?.id ?? null },
      carries: notice.carries,
      recipients: recipients.length,
      ...(leftOut.length === 0 ? {} : { leftOut: [...leftOut] }),
    },
  });
}

const WHAT: Readonly<Record<NoticeTopic, string>> = {
  release: 'a notice of',
  prerelease: 'a notice of',
  rollback: 'a notice of the rollback of',
  emergency: 'an emergency notice about',
  custom: 'a message about',
};

/** What was drafted, and what to type next. */
function draftText({ notice, recipients, leftOut }: Drafted): string {
  const { id, version, on, kind, topic } = notice;
  const what = `${kind === 'correction' ? 'a correction of ' : ''}${WHAT[topic]} v${version}`;
  const date = topic === 'release' ? ` on ${on}` : '';
  const whom = recipients.length === 1 ? 'one recipient' : `${recipients.length} recipients`;
  return [
    `${id}: ${what}${date} for ${whom} is drafted. Nothing is sent.`,
    ...(leftOut.length === 0
      ? []
      : [
          `${counted(leftOut.length, 'customer')} left out, because the load balancer saw no load of theirs in that time: ${leftOut.join(', ')}`,
        ]),
    `Read it: /navi notice show v${version} · as one customer gets it: /navi notice show v${version} ${recipients[0]?.customer ?? ''}`,
    `A second person reviews it: /navi notice review v${version} ${shortDigest(notice)}`,
  ].join('\n');
}

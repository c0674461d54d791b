import type { Customer } from '../../../domain/customer.ts';
import { counted } from '../../../domain/figures.ts';
import { type Actor, actorOf } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import { digestOf, type Notice, type NoticeTopic, shortDigest } from '../../../domain/notice.ts';
import { localDate } from '../../../domain/notice-days.ts';
import type { Caller, Person, Place } from '../../../domain/person.ts';
import { refuse } from '../../../domain/refusal.ts';
import { releaseLineOf } from '../../../domain/version.ts';
import { enqueueAlertCard } from '../../../engine/alert-card.ts';
import type { Context } from '../../../engine/context.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import type { Tx } from '../../../ports/store.ts';
import type { Exposure } from '../loads/decide-exposure.ts';
import { decideMoved, MOVED_DAYS } from '../loads/decide-moved.ts';
import { gatherExposures } from '../loads/gather-exposures.ts';
import { gatherLoads } from '../loads/gather-loads.ts';
import { pointerMoves } from '../loads/pointer.ts';
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
  /** Days after the release; null where none are named. */
  remind: readonly number[] | null;
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
  remind: readonly number[] | null;
}

const NO_CHANGES: Changes = { text: '', migration: null, breaking: [] };

/** Drafts a notice for its audience. A draft that was not sent is replaced. */
export async function draftNotice(context: Context, ask: DraftAsk): Promise<Message> {
  const person = personOf(ask.caller, context);
  if ('refused' in person) return person.refused;
  const { version, topic, on, says, remind, caller, place } = ask;
  try {
    const saved = await draft(context, {
      ...{ version, topic, on, says, owner: person, actor: actorOf(caller, place) },
      ...{ cause: null, restored: null, remind },
    });
    if ('refused' in saved) return saved.refused;
    return { is: 'line', level: 'info', text: draftText(saved.drafted) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { service, problem } = error.facts;
    const refusal = refuse({ code: 'neighbour-unreadable', service, problem });
    return { is: 'refusal', refusal, asked: 'notice' };
  }
}

/** The same for a person or for Navi itself: the stored draft, or why there is none. Throws `ServiceError`. */
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
  const changes = WITH_CHANGES.includes(topic)
    ? await gatherChanges(context, { version, commit: (await scm.defaultBranch()).head })
    : NO_CHANGES;
  const exposures = await exposuresFor(context, wanted, read.customers);
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
    const released =
      topic === 'reminder'
        ? (await pointerMoves(tx, context, releaseLineOf(version))).find((one) => one.version === version)?.at
        : at;
    if (released === undefined)
      return refused(
        `The audit log does not say that v${version} was released.`,
        `Once it is, type /navi notice reminder v${version}.`,
      );
    const drafted = decideDraft(
      { customers: read.customers, contacts: await tx.customers.contacts(), before, changes, exposures },
      {
        ...{ id: context.ids.operation('ntc'), at, version, topic, says: wanted.says, owner: wanted.owner },
        ...{ restored, cause: wanted.cause ?? before?.cause ?? null, remind: wanted.remind },
        on: wanted.on ?? localDate(released, settings.monitoring.zone),
        template: settings.customers.templates[topic],
        product: `${settings.repository.owner}/${settings.repository.name}`,
      },
    );
    if (drafted.recipients.length === 0)
      return refused(noAudience(wanted), 'Type /navi customers to see them.');
    await saveDraft(tx, drafted, { before, actor: wanted.actor });
    for (const { id } of [...(before === undefined ? [] : [before]), drafted.notice])
      await enqueueAlertCard(tx, context, { id, at });
    return { drafted };
  });
}

/** Topics whose text says what changes, and how to migrate. */
const WITH_CHANGES: readonly NoticeTopic[] = ['release', 'reminder', 'prerelease'];

/** Whom it concerns, as the load balancer saw it: who loaded the version, or who has not moved to it. */
async function exposuresFor(
  context: Context,
  { topic, version }: Wanted,
  customers: readonly Customer[],
): Promise<ReadonlyMap<string, Exposure>> {
  if (topic === 'rollback' || topic === 'emergency') return gatherExposures(context, version, customers);
  if (topic !== 'reminder') return new Map();
  return decideMoved(customers, await gatherLoads(context, customers, MOVED_DAYS), version);
}

function noAudience({ topic, version }: Wanted): string {
  if (topic === 'prerelease') return 'No customer of the file has the tag early-access.';
  if (topic === 'reminder') return `Every customer of the file has moved to v${version}.`;
  return `No customer of the file may load v${version}.`;
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
      ...{ carries: notice.carries, remind: [...notice.remind] },
      recipients: recipients.length,
      ...(leftOut.length === 0 ? {} : { leftOut: [...leftOut] }),
    },
  });
}

const WHAT: Readonly<Record<NoticeTopic, string>> = {
  release: 'a notice of',
  reminder: 'a reminder of',
  prerelease: 'a notice of',
  rollback: 'a notice of the rollback of',
  emergency: 'an emergency notice about',
  custom: 'a message about',
};

function whyLeftOut(topic: NoticeTopic): string {
  return topic === 'reminder' ? 'they have moved' : 'the load balancer saw no load of theirs in that time';
}

/** What was drafted, and what to type next. */
function draftText({ notice, recipients, leftOut, isUnwritten }: Drafted): string {
  const { id, version, on, kind, topic } = notice;
  const what = `${kind === 'correction' ? 'a correction of ' : ''}${WHAT[topic]} v${version}`;
  const date = topic === 'release' ? ` on ${on}` : '';
  const whom = recipients.length === 1 ? 'one recipient' : `${recipients.length} recipients`;
  return [
    `${id}: ${what}${date} for ${whom} is drafted. Nothing is sent.`,
    ...(leftOut.length === 0
      ? []
      : [
          `${counted(leftOut.length, 'customer')} left out, because ${whyLeftOut(topic)}: ${leftOut.join(', ')}`,
        ]),
    ...(isUnwritten
      ? [
          `Neither the changelogs nor a changeset of the default branch have changes of v${version}, and the text says so: draft it again when they have.`,
        ]
      : []),
    ...(notice.remind.length === 0
      ? []
      : [
          `Reminders for customers who have not moved are drafted after the release, on day ${notice.remind.join(' and ')}, and are reviewed and sent like this one.`,
        ]),
    `Read it: /navi notice show v${version} · as one customer gets it: /navi notice show v${version} ${recipients[0]?.customer ?? ''}`,
    `A second person reviews it: /navi notice review v${version} ${shortDigest(notice)}`,
  ].join('\n');
}

import { actorOf } from '../../../domain/journal.ts';
import type { Message } from '../../../domain/message.ts';
import { digestOf, type Notice, shortDigest } from '../../../domain/notice.ts';
import type { Caller, Place } from '../../../domain/person.ts';
import type { Context } from '../../../engine/context.ts';
import type { Tx } from '../../../ports/store.ts';
import { watchFile } from '../watch-file.ts';
import { gatherChanges } from './changes.ts';
import { type Drafted, decideDraft } from './decide-draft.ts';
import { noticeSubject } from './journal.ts';
import { notThis, personOf } from './refused.ts';

export interface DraftAsk {
  version: string;
  on: string;
  says: string | null;
  caller: Caller;
  place: Place;
}

/** Drafts the notice of a version for everyone in the customers file. A draft that was not sent is replaced. */
export async function draftNotice(context: Context, ask: DraftAsk): Promise<Message> {
  const { customersFile, store } = context;
  const person = personOf(ask.caller, context);
  if ('refused' in person) return person.refused;
  const read = await customersFile.read();
  if (read.is === 'not-set-up')
    return notThis(
      'Navi knows no customers.',
      `Set ${read.missing} to a customers file (docs/customers.md).`,
    );
  if (read.is === 'unreadable')
    return notThis('The customers file is not valid.', 'Type /navi customers to see each problem.');
  await watchFile(context);
  const { head: commit } = await context.scm.defaultBranch();
  const changes = await gatherChanges(context, { version: ask.version, commit });
  return store.transaction(async (tx) => {
    const before = await tx.notices.current(ask.version);
    if (before !== undefined && (await isUnderSending(tx, before)))
      return notThis(`${before.id} is being sent.`, `Type /navi notice show v${ask.version}.`);
    const known = { customers: read.customers, contacts: await tx.customers.contacts(), before, changes };
    const drafted = decideDraft(known, {
      ...{ id: context.ids.operation('ntc'), at: context.clock.now().toISOString() },
      ...{ version: ask.version, on: ask.on, says: ask.says, owner: person },
      product: `${context.settings.repository.owner}/${context.settings.repository.name}`,
    });
    await saveDraft(tx, drafted, { before, ask });
    return { is: 'line', level: 'info', text: draftText(drafted) };
  });
}

/** Whether messages of it may still go out by themselves. */
async function isUnderSending(tx: Tx, { id, state }: Notice): Promise<boolean> {
  if (state.is !== 'sending') return false;
  return (await tx.notices.deliveries(id)).some(
    (one) =>
      one.state.is === 'intended' || (one.state.is === 'planned' && one.recipient.channel === 'e-mail'),
  );
}

async function saveDraft(
  tx: Tx,
  { notice, recipients }: Drafted,
  { before, ask }: { before: Notice | undefined; ask: DraftAsk },
): Promise<void> {
  const { id, version, on, kind, draftedAt: at } = notice;
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
    actor: actorOf(ask.caller, ask.place),
    planHash: null,
    details: {
      ...{ version, on, kind, digest: digestOf(notice), replaces: before?.id ?? null },
      carries: notice.carries,
      recipients: recipients.length,
    },
  });
}

function draftText({ notice, recipients }: Drafted): string {
  const { id, version, on, kind } = notice;
  const what = kind === 'major' ? 'a notice' : 'a correction';
  return [
    `${id}: ${what} of v${version} on ${on} for ${recipients.length} recipients is drafted. Nothing is sent.`,
    `Read it: /navi notice show v${version} · as one customer gets it: /navi notice show v${version} ${recipients[0]?.customer ?? ''}`,
    `A second person reviews it: /navi notice review v${version} ${shortDigest(notice)}`,
  ].join('\n');
}

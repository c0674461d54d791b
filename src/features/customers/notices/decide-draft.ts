import { createHash } from 'node:crypto';
import type { Customer } from '../../../domain/customer.ts';
import { hashOf, type Notice, type NoticeRecipient, type NoticeTopic } from '../../../domain/notice.ts';
import type { Person } from '../../../domain/person.ts';
import type { Exposure } from '../loads/decide-exposure.ts';
import type { Changes } from './changes.ts';
import { decideRecipients, isAddressed, type KnownContact } from './decide-recipients.ts';

export interface Drafted {
  notice: Notice;
  recipients: readonly NoticeRecipient[];
  /** Ids of customers who would get it, if it were not proved that their pages did not load the version. */
  leftOut: readonly string[];
  /** Its text says that no changes are written up. */
  isUnwritten: boolean;
}

interface Known {
  customers: readonly Customer[];
  contacts: readonly KnownContact[];
  /** The notice whose place it takes. */
  before: Notice | undefined;
  changes: Changes;
  /** Who loaded the version of a rollback or an emergency, or has to move to the one of a reminder, by customer. */
  exposures: ReadonlyMap<string, Exposure>;
}

interface Asked {
  id: string;
  at: string;
  version: string;
  topic: NoticeTopic;
  template: string;
  on: string;
  says: string | null;
  cause: string | null;
  restored: string | null;
  /** Of a release; null for what the draft before it has. */
  remind: readonly number[] | null;
  owner: Person;
  product: string;
}

/** A notice for its audience in the customers file; a correction where an earlier one was sent. */
export function decideDraft(
  { customers, contacts, before, changes, exposures }: Known,
  asked: Asked,
): Drafted {
  const { id, at, version, topic, on, says, owner, cause, restored } = asked;
  const corrects = topic === 'reminder' ? null : correctedDate(before);
  const isUnwritten = topic === 'release' && changes.text === '';
  const recipients = decideRecipients(customers, contacts, {
    ...{ version, topic, on, says, corrects, restored, template: asked.template, product: asked.product },
    owner: owner.name,
    changes: isUnwritten ? 'No changes are written up yet.' : changes.text,
    migration: changes.migration,
    exposures,
  });
  const leftOut = customers
    .filter((one) => isAddressed(one, { topic, version, exposures: new Map() }))
    .filter((one) => !isAddressed(one, { topic, version, exposures }))
    .map((one) => one.id);
  const notice: Notice = {
    ...{ id, version, on, corrects, owner: owner.id, draftedAt: at, changes: hashOfChanges(changes) },
    ...{ topic, cause, restored, kind: corrects === null ? KIND_OF[topic] : 'correction' },
    carries: carriedBy(before, { on, changes: hashOfChanges(changes) }),
    recipients: recipients.map((one) => ({ id: one.id, hash: hashOf(one) })),
    remind: asked.remind ?? before?.remind ?? [],
    care: null,
    state: { is: 'drafted' },
  };
  return { notice, recipients, leftOut, isUnwritten };
}

/** What customers have to know beforehand; where no change is marked as breaking, all of the text. */
function hashOfChanges({ text, migration, breaking }: Changes): string {
  const what = breaking.length > 0 ? breaking.toSorted() : text;
  return createHash('sha256')
    .update(JSON.stringify([what, migration]))
    .digest('hex');
}

const KIND_OF = {
  ...({ release: 'major', reminder: 'reminder', prerelease: 'prerelease' } as const),
  ...({ rollback: 'rollback', emergency: 'emergency', custom: 'custom' } as const),
};

function correctedDate(before: Notice | undefined): string | null {
  if (before === undefined) return null;
  return wasSent(before) ? before.on : before.corrects;
}

function wasSent({ state }: Notice): boolean {
  return state.is === 'sending' || state.is === 'given';
}

/** The notice whose acceptances go on counting: the same changes, on the same or a later date. */
function carriedBy(
  before: Notice | undefined,
  { on, changes }: { on: string; changes: string },
): string | null {
  if (before === undefined || before.changes !== changes || on < before.on) return null;
  return wasSent(before) ? (before.carries ?? before.id) : before.carries;
}

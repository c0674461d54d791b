import type { JournalEntry } from '../../../domain/journal.ts';
import type { AskedSettlement, Delivery } from '../../../domain/notice.ts';
import type { Subject } from '../../../domain/subject.ts';
import { parseVersion } from '../../../domain/version.ts';
import type { Tx } from '../../../ports/store.ts';

export function noticeSubject(id: string): Subject {
  return { kind: 'notice', id };
}

/** A journal entry about a notice by Navi itself. */
export function byNavi(
  id: string,
  event: JournalEntry['event'],
  details: JournalEntry['details'],
): JournalEntry {
  return { subject: noticeSubject(id), event, actor: { is: 'navi' }, planHash: null, details };
}

/**
 * The recipients whose message was intended, and neither put off by the server nor sent again by a person since: a row
 * that says otherwise is not sent.
 */
export async function attemptedIn(tx: Tx, id: string): Promise<Set<string>> {
  const attempted = new Set<string>();
  for (const { row, authentic } of await tx.journal.of(noticeSubject(id))) {
    const { recipient, state, said } = row.details;
    if (typeof recipient !== 'string') continue;
    if (row.event === 'notice-intended') attempted.add(recipient);
    const isFree =
      (row.event === 'notice-answered' && state === 'planned') ||
      (row.event === 'notice-settled' && said === 'again');
    if (authentic && isFree) attempted.delete(recipient);
  }
  return attempted;
}

/** The digest of the last review, from authentic rows alone; null where there is none. */
export async function reviewedDigest(tx: Tx, id: string): Promise<string | null> {
  const rows = await tx.journal.of(noticeSubject(id));
  const review = rows.filter(({ row, authentic }) => authentic && row.event === 'notice-reviewed').at(-1);
  const digest = review?.row.details['digest'];
  return typeof digest === 'string' ? digest : null;
}

/** Who drafted it, as the authentic row says; null for none. */
export async function drafterOf(tx: Tx, id: string): Promise<string | null> {
  const rows = await tx.journal.of(noticeSubject(id));
  const draft = rows.find(({ row, authentic }) => authentic && row.event === 'notice-drafted');
  return draft?.row.actor.is === 'person' ? draft.row.actor.person : null;
}

/** Ids of the customers whom its draft left out, as the authentic row says. */
export async function leftOutOf(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx.journal.of(noticeSubject(id));
  const draft = rows.find(({ row, authentic }) => authentic && row.event === 'notice-drafted');
  const leftOut = draft?.row.details['leftOut'];
  return Array.isArray(leftOut) ? leftOut.map(String) : [];
}

/** Whether the newest authentic row about this recipient is this request of the first of two people. */
export async function isAskedBy(
  tx: Tx,
  { notice, recipient, asked }: Delivery & { asked: AskedSettlement },
): Promise<boolean> {
  const rows = await tx.journal.of(noticeSubject(notice));
  const last = rows.findLast(({ row, authentic }) => authentic && row.details['recipient'] === recipient.id);
  if (last === undefined) return false;
  const { actor, details } = last.row;
  const said = asked.is === 'waived' ? 'waive' : 'by-hand';
  const isSame = details['state'] === 'asked' && details['said'] === said;
  return isSame && actor.is === 'person' && actor.person === asked.by;
}

/** Whether this person has asked for a release of this version and was refused, as authentic rows say. */
export async function wasRefused(
  tx: Tx,
  { accounts, person, version }: { accounts: readonly string[]; person: string; version: string },
): Promise<boolean> {
  for (const id of new Set(accounts))
    for (const { row, authentic } of await tx.journal.of({ kind: 'caller', id })) {
      const { event, actor, details } = row;
      const asked = parseVersion(/^release (?<version>\S+)$/.exec(String(details['asked']))?.[1] ?? '');
      const isOwn = actor.is === 'person' && actor.person === person;
      if (authentic && event === 'refused' && isOwn && asked === version) return true;
    }
  return false;
}

/** The notice whose days this one carries on, as the authentic row of its draft says; null for none. */
export async function carriedNotice(tx: Tx, id: string): Promise<string | null> {
  const rows = await tx.journal.of(noticeSubject(id));
  const draft = rows.find(({ row, authentic }) => authentic && row.event === 'notice-drafted');
  const carries = draft?.row.details['carries'];
  return typeof carries === 'string' ? carries : null;
}

/** How and when (ISO) a recipient was told or waived, as the journal says. */
interface JournalledSettlement {
  is: 'accepted' | 'by-hand' | 'waived';
  at: string;
  /** The person who said so, of two the second; null for a server's answer. */
  by: string | null;
}

/** The settlement of each recipient, from authentic rows alone: a row of the store counts for nothing by itself. */
export async function journalledSettlements(
  tx: Tx,
  id: string,
): Promise<ReadonlyMap<string, JournalledSettlement>> {
  const settled = new Map<string, JournalledSettlement>();
  for (const { row, authentic } of await tx.journal.of(noticeSubject(id))) {
    const { recipient, state } = row.details;
    if (!authentic || typeof recipient !== 'string') continue;
    if (row.event !== 'notice-answered' && row.event !== 'notice-settled') continue;
    if (state === 'accepted' || state === 'by-hand' || state === 'waived')
      settled.set(recipient, {
        ...{ is: state, at: row.at, by: row.actor.is === 'person' ? row.actor.person : null },
      });
    else settled.delete(recipient);
  }
  return settled;
}

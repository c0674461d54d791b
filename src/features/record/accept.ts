import { actorOf } from '../../domain/journal.ts';
import type { Message } from '../../domain/message.ts';
import type { Caller, Person, Place } from '../../domain/person.ts';
import { differenceId, type JournalHead } from '../../domain/record-check.ts';
import type { Difference } from '../../domain/record-differences.ts';
import { isAcceptable, isReadable, savedAsFound } from '../../domain/record-rebased.ts';
import { rowsToRestore } from '../../domain/record-restored.ts';
import { digestOf, type OpenDifferences, RECORD, textsOf } from '../../domain/record-state.ts';
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import type { Saved } from '../../domain/saved.ts';
import type { Context } from '../../engine/context.ts';
import { acceptableIn, compareState } from '../../engine/guard.ts';
import { openDifferencesIn } from '../../engine/open-differences.ts';
import { restoreState } from '../../engine/restore-state.ts';
import { enqueueNotice, wake } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { checkChain, readAgain } from './check.ts';

export interface Accepting {
  /** The head as typed: the record up to it is accepted. */
  head: JournalHead;
  reason: string;
  caller: Caller;
  place: Place;
}

/**
 * Accepts the record as it is, with every open difference. It takes two persons, one of them an owner: the first
 * requests, the second accepts. The whole chain is read again first: only reported differences are accepted.
 */
export async function acceptRecord(context: Context, ask: Accepting): Promise<Message> {
  const { caller } = ask;
  if (caller.is === 'stranger') return refused({ code: 'stranger', why: caller.why });
  if (caller.is === 'unproven') return refused({ code: 'token-invalid' });
  const { person } = caller;
  if (person.roles.length === 0) return refused({ code: 'accept-needs-role' });
  await checkChain(context);
  const fresh = await readAgain(context);
  const at = context.clock.now().toISOString();
  return context.store.transaction(async (tx): Promise<Message> => {
    const open = await openDifferencesIn(tx);
    if (open === null) return refused({ code: 'nothing-to-accept' });
    const problem = await headProblem(tx, open, ask.head);
    if (problem !== null) return refused(problem);
    const others = open.asked.filter((one) => one !== person.id);
    const asking = others.map((id) => context.settings.people.find((one) => one.id === id));
    const second = asking.find(
      (one) => one !== undefined && (isOwner(context, one) || isOwner(context, person)),
    );
    if (second !== undefined) return accept(tx, context, { ask, open, person, first: second, at, fresh });
    if (open.asked.includes(person.id)) return refused({ code: 'accept-needs-second', asked: person.name });
    return askFor(tx, context, { ask, open, person, at });
  });
}

interface Decided {
  ask: Accepting;
  open: OpenDifferences;
  person: Person;
  at: string;
}

async function askFor(tx: Tx, context: Context, { ask, open, person, at }: Decided): Promise<Message> {
  const { rows, mac } = ask.head;
  tx.journal.append({
    subject: RECORD,
    event: 'record-accept-asked',
    actor: actorOf(ask.caller, ask.place),
    planHash: null,
    details: { digest: digestOf(open.found), rows, head: mac, reason: ask.reason },
  });
  const whom = isOwner(context, person) ? 'a second person' : 'an owner';
  const text = [
    `${person.name} accepts the record as it is: ${ask.reason}`,
    ...textsOf(open.found),
    `Next: ${whom} has to type the same: /navi audit accept ${rows} ${mac} --reason "…"`,
  ].join('\n');
  await post(tx, context, { text, at, level: 'warn', whom: 'owners' });
  return { is: 'line', text, level: 'warn' };
}

async function accept(
  tx: Tx,
  context: Context,
  { ask, open, person, first, at, fresh }: Decided & { first: Person; fresh: Context },
): Promise<Message> {
  const { rows, mac } = ask.head;
  const saved = await putRight(tx, context, { open, fresh });
  tx.journal.append({
    subject: RECORD,
    event: 'record-accepted',
    actor: actorOf(ask.caller, ask.place),
    planHash: null,
    details: { found: open.found, rows, head: mac, reason: ask.reason, with: first.id },
    ...(Object.keys(saved).length === 0 ? {} : { saved }),
  });
  const text = [
    `${first.name} and ${person.name} accepted the record as it is, up to entry ${rows}: ${ask.reason}. Releases, decisions and unlocks work again. Accepted:`,
    ...textsOf(open.found),
  ].join('\n');
  await post(tx, context, { text, at, level: 'warn' });
  // Releases wait for this, and check only once a minute.
  for (const operation of await tx.operations.open())
    if (operation.state.is === 'running') await wake(tx, operation, { at, known: context });
  return { is: 'line', text, level: 'good' };
}

interface Differing {
  open: OpenDifferences;
  /** With a reader that starts at the first row. */
  fresh: Context;
}

/**
 * Restores changed rows from the journal, where this process has read every journal row unchanged. Returns what only
 * changed journal rows had explained, so that it is journalled as it is.
 */
async function putRight(tx: Tx, context: Context, { open, fresh }: Differing): Promise<Saved> {
  const isOpen = (one: Difference) => differenceId({ in: 'state', ...one }) in open.found;
  const named = (await acceptableIn(tx, fresh)).filter(isOpen);
  const items = new Set(named.map(({ item }) => item));
  const known = await compareState(tx, context, null);
  if (known.flaws.length > 0) {
    // A token without an authentic row proves no person, and no version of Navi can use an unreadable row.
    const useless = known.differences.filter((one) => one.item.startsWith('token:') || !isReadable(one));
    await tx.state.restore(rowsToRestore(context.record.reading().record, useless, { isWhole: true }));
    // This process may have read rows that were changed since: its record follows too.
    return savedAsFound([...known.differences.filter((one) => isOpen(one) && isAcceptable(one)), ...named]);
  }
  await restoreState(tx, context, known);
  const left = await acceptableIn(tx, fresh);
  return savedAsFound(left.filter(({ item }) => items.has(item)));
}

/** The head must be of this record, and not older than the differences. */
async function headProblem(
  tx: Tx,
  { head }: OpenDifferences,
  typed: JournalHead,
): Promise<RefusalReason | null> {
  const mac = await tx.journal.macAt(typed.rows);
  const isOurs = typed.rows === 0 || mac?.startsWith(typed.mac) === true;
  return isOurs && typed.rows >= head.rows ? null : { code: 'accept-other-head', ...head };
}

/** Without owners, approvers count as owners. */
function isOwner({ settings }: Context, { roles }: Person): boolean {
  const hasOwner = settings.people.some((one) => one.roles.includes('owner'));
  return roles.includes(hasOwner ? 'owner' : 'approver');
}

async function post(
  tx: Tx,
  { settings }: Context,
  said: { text: string; at: string; level: 'warn'; whom?: 'owners' },
): Promise<void> {
  await enqueueNotice(tx, {
    ...said,
    subject: RECORD,
    channel: settings.slack.channel,
    key: `record-accept:${said.at}`,
  });
}

function refused(reason: RefusalReason): Message {
  return { is: 'refusal', refusal: refuse(reason), asked: 'audit accept' };
}

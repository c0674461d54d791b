import type { Customer } from '../../../domain/customer.ts';
import {
  type Delivery,
  type DeliveryState,
  deliveryText,
  digestOf,
  isPartOf,
  isSettled,
  type Notice,
  toldAt,
} from '../../../domain/notice.ts';
import type { NoticeFacts } from '../../../domain/notice-facts.ts';
import type { Context } from '../../../engine/context.ts';
import type { Tx } from '../../../ports/store.ts';
import { gatherChanges } from './changes.ts';
import { decideUntold } from './decide-untold.ts';
import { carriedNotice, journalledSettlements, reviewedDigest } from './journal.ts';

/**
 * Whether the customers of the file were told of this version, and of what breaks at this commit: from rows that the
 * journal confirms. Throws `ServiceError`.
 */
export async function gatherNotice(
  context: Pick<Context, 'customersFile' | 'store' | 'settings' | 'scm'>,
  { version, commit }: { version: string; commit: string },
): Promise<NoticeFacts> {
  const { customersFile, store, settings } = context;
  const read = await customersFile.read();
  if (read.is === 'not-set-up') return { is: 'not-set-up' };
  if (read.is === 'unreadable') {
    const [first] = read.problems;
    return { is: 'unreadable', problem: `${first?.where}: ${first?.problem}` };
  }
  const stored = await store.transaction(async (tx) => {
    const notice = await tx.notices.current(version, 'release');
    if (notice === undefined) return undefined;
    const [deliveries, carried] = [await confirmed(tx, notice), await carriedTimes(tx, notice)];
    return { notice, deliveries, carried, journalled: await journalledSettlements(tx, notice.id) };
  });
  if (stored === undefined) return { is: 'none', customers: read.customers.length };
  const { notice, deliveries, carried, journalled } = stored;
  const { id, on, state } = notice;
  if (state.is === 'drafted' || state.is === 'reviewed') return { is: 'drafted', id, state: state.is };
  const { breaking } = await gatherChanges(context, { version, commit });
  const texts = deliveries.map(({ recipient }) => (isPartOf(notice, recipient) ? recipient.text : ''));
  const called = (person: string) => settings.people.find((one) => one.id === person)?.name ?? person;
  return {
    ...{ is: 'sent', id, on, untold: decideUntold(breaking, texts) },
    customers: read.customers.map((customer) => ({
      ...{ id: customer.id, name: customer.name, zone: customer.zone, owner: called(customer.owner) },
      ...standingOf(customer, deliveries, { carried, journalled }),
    })),
  };
}

type Standing =
  | { is: 'owed'; why: string; recipient: string | null }
  | { is: 'told'; at: string; confirmedBy?: readonly string[] }
  | { is: 'waived'; confirmedBy?: readonly string[] };

interface Journalled {
  carried: ReadonlyMap<string, string>;
  journalled: Awaited<ReturnType<typeof journalledSettlements>>;
}

function standingOf(
  { id }: Pick<Customer, 'id'>,
  deliveries: readonly Delivery[],
  { carried, journalled }: Journalled,
): Standing {
  const own = deliveries.filter(({ recipient }) => recipient.customer === id);
  if (own.length === 0) return { is: 'owed', why: 'is no recipient of the notice', recipient: null };
  const open = own.find(({ state }) => !isSettled(state));
  if (open !== undefined) return { is: 'owed', why: deliveryText(open), recipient: open.recipient.id };
  const last = own
    .flatMap(({ state }) => toldAt(state) ?? [])
    .toSorted()
    .at(-1);
  const second = own.flatMap(({ recipient, state }) => {
    const by = journalled.get(recipient.id)?.by ?? null;
    return by !== null && state.is !== 'accepted' ? [by] : [];
  });
  const confirmedBy = second.length === 0 ? {} : { confirmedBy: second };
  return last === undefined
    ? { is: 'waived', ...confirmedBy }
    : { is: 'told', at: carried.get(id) ?? last, ...confirmedBy };
}

/**
 * The deliveries with the times of the journal. One whose settlement the journal does not confirm counts as unknown, and
 * so does each of a notice that is not as it was reviewed.
 */
export async function confirmed(tx: Tx, notice: Notice): Promise<Delivery[]> {
  const { id } = notice;
  const isReviewed = digestOf(notice) === (await reviewedDigest(tx, id));
  const journalled = await journalledSettlements(tx, id);
  return (await tx.notices.deliveries(id)).map((one) => {
    const { state, recipient } = one;
    if (!isSettled(state)) return one;
    const known = journalled.get(recipient.id);
    return isReviewed && known?.is === state.is
      ? { ...one, state: { ...state, at: known.at } }
      : { ...one, state: UNCONFIRMED };
  });
}

const UNCONFIRMED: DeliveryState = {
  is: 'unknown',
  attempt: '',
  at: '',
  why: 'the audit log does not confirm it',
};

/** When each customer was told by the notice that this one only moved to a later date. */
async function carriedTimes(tx: Tx, { id }: Notice): Promise<ReadonlyMap<string, string>> {
  const times = new Map<string, string>();
  const carries = await carriedNotice(tx, id);
  const earlier = carries === null ? undefined : await tx.notices.get(carries);
  if (earlier === undefined) return times;
  for (const { recipient, state } of await confirmed(tx, earlier)) {
    const at = isSettled(state) ? toldAt(state) : null;
    const before = times.get(recipient.customer);
    if (at !== null && (before === undefined || before < at)) times.set(recipient.customer, at);
  }
  return times;
}

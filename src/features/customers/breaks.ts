import type { BreakAsk } from '../../domain/asks.ts';
import { actorOf } from '../../domain/journal.ts';
import type { BreakForm, Message } from '../../domain/message.ts';
import type { Caller } from '../../domain/person.ts';
import { isNewer, tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import { notThis, personOf, unknownId } from './notices/refused.ts';

/** The subject of what people report for customers: rows of the journal alone, no table. */
const BREAKS = { kind: 'store', id: 'customer-breaks' };

/** A break that a customer reported to a person. Times are ISO. */
interface ReportedBreak {
  /** As people type it: counted from 1. */
  number: number;
  customer: string;
  version: string;
  reportedAt: string;
  closedAt: string | null;
}

/** Every reported break, from authentic rows. */
export async function reportedBreaks(tx: Tx): Promise<ReportedBreak[]> {
  const breaks: ReportedBreak[] = [];
  for (const { row, authentic } of await tx.journal.of(BREAKS)) {
    const { number, customer, version } = row.details;
    if (!authentic || typeof number !== 'number') continue;
    const known = breaks.find((one) => one.number === number);
    if (row.event === 'break-closed' && known !== undefined) known.closedAt = row.at;
    if (row.event !== 'break-reported' || known !== undefined) continue;
    breaks.push({
      ...{ number, customer: String(customer), version: String(version) },
      ...{ reportedAt: row.at, closedAt: null },
    });
  }
  return breaks;
}

/** What the window asks in which a break is reported: the customers of the file, and the newest live version. */
export async function breakForm(
  context: Context,
  { caller }: { caller: Caller },
): Promise<{ form: BreakForm } | { refused: Message }> {
  const person = personOf(caller, context);
  if ('refused' in person) return person;
  const read = await context.customersFile.read();
  if (read.is !== 'read' || read.customers.length === 0)
    return {
      refused: notThis('Navi knows no customers.', 'Type /navi customers to see why.'),
    };
  const surfaces = await context.store.transaction((tx) => tx.surfaces.all());
  const live = surfaces.flatMap(({ id, live: { version } }) =>
    id.startsWith('pointer:') && version !== null ? version : [],
  );
  const newest = live.toSorted((one, other) => (isNewer(one, other) ? -1 : 1))[0];
  const customers = read.customers.map(({ id, name }) => ({ id, name }));
  return { form: { customers, release: newest === undefined ? null : tagOf(newest) } };
}

/** Records that a release broke a customer's integration, or that it works again. No word about it is stored: it can be about a person. */
export async function feedback(context: Context, ask: BreakAsk): Promise<Message> {
  const { store, customersFile } = context;
  if (ask.is === 'list')
    return { is: 'line', level: 'info', text: listText(await store.transaction(reportedBreaks)) };
  const person = personOf(ask.caller, context);
  if ('refused' in person) return person.refused;
  const read = await customersFile.read();
  const ids = read.is === 'read' ? read.customers.map(({ id }) => id) : [];
  if (ask.is === 'break' && !ids.includes(ask.customer))
    return unknownId(`The customers file has no customer "${ask.customer}".`, {
      ...{ typed: ask.customer, ids, list: '/navi customers' },
    });
  return store.transaction(async (tx) => {
    // Two people who report at once get two numbers.
    await tx.customers.lock();
    const breaks = await reportedBreaks(tx);
    const known = breaks.find((one) => one.number === ask.number && one.closedAt === null);
    if (ask.is === 'closed' && known === undefined)
      return notThis(`There is no open break ${ask.number}.`, 'Type /navi feedback to see them.');
    const number = known?.number ?? breaks.length + 1;
    const { customer, version } = known ?? ask;
    tx.journal.append({
      ...{ subject: BREAKS, event: known === undefined ? 'break-reported' : 'break-closed', planHash: null },
      actor: actorOf(ask.caller, ask.place),
      details: { number, customer, version },
    });
    const text =
      known === undefined
        ? `Break ${number} of ${customer} by ${tagOf(version)} is recorded. It counts as reported by a customer. When it works again: /navi feedback closed ${number}`
        : `Break ${number} of ${customer} by ${tagOf(version)} is closed.`;
    return { is: 'line', level: known === undefined ? 'warn' : 'good', text };
  });
}

const MOST_SHOWN = 30;

function listText(breaks: readonly ReportedBreak[]): string {
  if (breaks.length === 0) return 'No break was recorded. Labelled issues are in /navi monitor.';
  const open = breaks.filter(({ closedAt }) => closedAt === null).length;
  const rows = breaks.toReversed().slice(0, MOST_SHOWN);
  return [
    `${open} of ${breaks.length} recorded breaks are open`,
    ...rows.map(
      ({ number, customer, version, reportedAt, closedAt }) =>
        `${number}: ${customer} by ${tagOf(version)}, reported at ${reportedAt}${closedAt === null ? ', open' : `, closed at ${closedAt}`}`,
    ),
  ].join('\n');
}

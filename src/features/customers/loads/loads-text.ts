import type { Customer } from '../../../domain/customer.ts';
import { counted } from '../../../domain/figures.ts';
import type { PointerMove } from '../../surfaces/index.ts';
import type { SeenLoads } from './decide-attribution.ts';
import type { Loading } from './gather-loads.ts';
import { isOnLoaded, type KnownLoads, knownLoads, statedLoads } from './known-loads.ts';

interface Listed {
  customers: readonly Customer[];
  loading: Loading;
  /** Only those who load this release line or version; null for all. */
  on: string | null;
  /** The newest last. */
  releaseLines: readonly string[];
  /** What is said of each customer besides. */
  named(customer: Customer): string;
}

/** The list of customers: how many are on what, how that is known, and what each one loads. */
export function listTexts({ customers, loading, on, releaseLines, named }: Listed): string[] {
  const rows = customers.map((customer) => ({ customer, known: knownLoads(customer, loading) }));
  const shown = on === null ? rows : rows.filter(({ known }) => isOnLoaded(known, on));
  const newest = releaseLines.at(-1);
  const onLine = (line: string) => {
    const count = rows.filter(({ known }) => isOnLoaded(known, line)).length;
    const still = newest !== undefined && releaseLines.includes(line) && line !== newest ? 'still ' : '';
    return `${count} of ${counted(customers.length, 'customer')} ${still}on ${line}`;
  };
  const asked = on === null ? releaseLines : [on];
  const counts = asked.length === 0 ? [counted(customers.length, 'customer')] : asked.map(onLine);
  const unknown = rows.filter(({ known }) => known.by === 'none').length;
  return [
    [
      counts.join(', '),
      ...(unknown === 0 ? [] : [`of ${unknown} it is not known what they load`]),
      ...(loading.is === 'measured' ? [unattributedText(loading)] : []),
    ].join('; '),
    howKnown(loading),
    ...strangersTexts(loading),
    ...shown.map(({ customer, known }) =>
      [`${customer.id}: ${customer.name}`, knownText(customer, known, loading), named(customer)].join(', '),
    ),
  ];
}

/** What one customer loads, by whose measure and since when, with the release behind the pointer. */
export function customerLoadsTexts(
  customer: Customer,
  loading: Loading,
  behind: ReadonlyMap<string, readonly PointerMove[]>,
): string[] {
  const known = knownLoads(customer, loading);
  const first = `${customer.name} (${customer.id})`;
  const sri = customer.sri === null ? '' : ', with an integrity attribute';
  return [
    known.by === 'load-balancer'
      ? `${first}${sri}, measured by the load balancer:`
      : `${first}: ${knownText(customer, known, loading)}${sri}`,
    ...(known.by === 'load-balancer' ? known.seen.map((one) => seenText(one, loading)) : []),
    ...[...behind].map(([releaseLine, moves]) => behindText(releaseLine, moves)),
    ...(known.by === 'load-balancer' ? fileSays(customer, known) : [howKnown(loading)]),
  ];
}

function unattributedText({ attribution }: Extract<Loading, { is: 'measured' }>): string {
  const { total, unattributed } = attribution;
  const part = Math.floor((unattributed / total) * 100);
  return `${part === 0 && unattributed > 0 ? 'under 1' : part} % of loads unattributed`;
}

function howKnown(loading: Loading): string {
  switch (loading.is) {
    case 'not-set-up':
      return `Who loads what is not set up: ${loading.why}; ${loading.fix}. What stands here is what the customers file says`;
    case 'cannot-tell':
      return `Who loads what is not known: ${loading.why}. What stands here is what the customers file says`;
    case 'measured':
      return `Measured by the load balancer from ${loading.from} to ${loading.to}${
        loading.isAtLeast ? '; a part is missing, and every number is at least so many' : ''
      }`;
  }
}

/** A host is of a form that no markup has, and cut, because a visitor can invent it. */
function strangersTexts(loading: Loading): string[] {
  if (loading.is !== 'measured' || loading.attribution.unknown.length === 0) return [];
  const named = loading.attribution.unknown.map(
    ({ host, count, days }) => `"${shortHost(host)}" (${counted(count, 'load')} on ${counted(days, 'day')})`,
  );
  return [`Hosts of no customer, as browsers named them: ${named.join(', ')}`];
}

const LONGEST_HOST = 60;

function shortHost(host: string): string {
  return host.length <= LONGEST_HOST ? host : `${host.slice(0, LONGEST_HOST - 1)}…`;
}

function knownText(customer: Customer, known: KnownLoads, loading: Loading): string {
  switch (known.by) {
    case 'load-balancer':
      return [
        known.seen.map(({ loaded, count }) => `loads ${loaded} (${counted(count, 'load')})`).join(' and '),
        ...fileSays(customer, known),
      ].join('; ');
    case 'customers-file': {
      const isLine = customer.loads.is === 'release-line';
      const unseen = loading.is === 'measured' ? '; no load was seen' : '';
      return `${isLine ? 'loads' : 'pins'} ${known.loaded} (the customers file says so${unseen})`;
    }
    case 'none':
      return 'what they load is not known';
  }
}

function fileSays({ loads }: Customer, { seen }: Extract<KnownLoads, { by: 'load-balancer' }>): string[] {
  const stated = statedLoads(loads);
  return stated === null || seen.some(({ loaded }) => loaded === stated)
    ? []
    : [`the customers file says ${stated}, which was not seen`];
}

/** Days are periods of 24 hours up to now. */
function seenText({ loaded, count, first, last }: SeenLoads, loading: Loading): string {
  const isWhole = loading.is === 'measured' && first <= loading.from;
  const since = isWhole ? 'for 14 days or longer' : `since the day from ${first}`;
  const isMissing = loading.is === 'measured' && loading.isAtLeast ? 'at least ' : '';
  return `${loaded}: ${isMissing}${counted(count, 'load')}, ${since}; the last ones in the day from ${last}`;
}

function behindText(releaseLine: string, moves: readonly PointerMove[]): string {
  const now = moves.at(-1);
  if (now === undefined) return `${releaseLine}/: Navi has not moved it yet`;
  const before = moves.findLast(({ version }) => version !== now.version);
  const was = before === undefined ? '' : `; before that v${before.version} since ${before.at}`;
  return `${releaseLine}/ is v${now.version} since ${now.at}${was}`;
}

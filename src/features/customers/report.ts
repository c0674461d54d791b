import type { Contact, Customer } from '../../domain/customer.ts';
import type { Message } from '../../domain/message.ts';
import { whyNot } from '../../domain/permission.ts';
import { type Caller, type Person, type Place, ROLE_NAMES } from '../../domain/person.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Context } from '../../engine/context.ts';
import type { CustomersRead } from '../../ports/customers.ts';
import { gatherLoads } from './loads/gather-loads.ts';
import { customerLoadsTexts, listTexts } from './loads/loads-text.ts';
import { behindPointer, liveLines } from './loads/pointer.ts';
import { setUpText } from './loads/set-up.ts';
import { unknownId } from './notices/refused.ts';
import { toldTexts } from './told.ts';

export interface CustomersAsk {
  /** One customer; null for the list. */
  customer: string | null;
  /** Only those who load this release line or version. */
  on: string | null;
  caller: Caller;
}

/** The command that creates the metric of who loads what. It is copied, so that it is for a terminal. */
export function setUpCustomerLoads({ settings }: Pick<Context, 'settings'>, place: Place): Message {
  if (place.is !== 'slack') return { is: 'line', text: setUpText(settings), level: 'info' };
  const problem = 'The command is printed at a terminal: npx navi customers --set-up.';
  const refusal = refuse({ code: 'usage', command: 'customers', problem, usage: 'customers --set-up' });
  return { is: 'refusal', refusal, asked: 'customers --set-up' };
}

/** The customers, or one of them. Contacts are shown to roles that may tell customers only. */
export async function reportCustomers(
  context: Pick<Context, 'customersFile' | 'settings' | 'store' | 'traffic' | 'clock'>,
  { customer: id, on, caller }: CustomersAsk,
): Promise<Message> {
  const { customersFile, settings, store } = context;
  const read = await customersFile.read();
  if (read.is !== 'read') return unread(read);
  const { customers } = read;
  const found = customers.find((one) => one.id === id?.toLowerCase());
  if (id !== null && found === undefined)
    return unknownId(`The customers file has no customer "${id}".`, {
      ...{ typed: id, ids: customers.map((one) => one.id), list: '/navi customers' },
    });
  const loading = await gatherLoads(context, customers);
  if (found === undefined) {
    const releaseLines = await store.transaction(liveLines);
    const named = (customer: Customer) => `owner ${nameIn(settings.people, customer.owner)}`;
    const texts = listTexts({ customers, loading, on, releaseLines, named });
    return { is: 'line', text: texts.join('\n'), level: 'info' };
  }
  const texts = await store.transaction(async (tx) => [
    ...customerLoadsTexts(found, loading, await behindPointer(tx, context, found, loading)),
    ...profileTexts(found, settings.people),
    ...contactsText(found, caller, settings),
    ...(await toldTexts(tx, { customer: found.id, settings })),
  ]);
  return { is: 'line', text: texts.join('\n'), level: 'info' };
}

/** What there is to say where the file could not be read. */
function unread(read: Exclude<CustomersRead, { is: 'read' }>): Message {
  if (read.is === 'not-set-up')
    return {
      is: 'line',
      text: `Customers are not set up: ${read.missing} is not set (docs/customers.md).`,
      level: 'warn',
    };
  return {
    is: 'line',
    text: [
      `The customers file has ${read.problems.length} ${read.problems.length === 1 ? 'problem' : 'problems'}:`,
      ...read.problems.map(({ where, problem, fix }) => `${where}: ${problem}. ${fix}`),
    ].join('\n'),
    level: 'bad',
  };
}

function nameIn(people: readonly Person[], id: string): string {
  return people.find((one) => one.id === id)?.name ?? id;
}

function profileTexts({ owner, deputy, zone, channel, tags }: Customer, people: readonly Person[]): string[] {
  const called = (person: string) => nameIn(people, person);
  return [
    `Owner ${called(owner)}${deputy === null ? ', no deputy' : `, deputy ${called(deputy)}`}; times are of ${zone}`,
    channel.is === 'slack-connect'
      ? `Told in the Slack Connect channel ${channel.channel} with the workspace ${channel.team}`
      : `Told ${channel.is === 'e-mail' ? 'by e-mail' : 'by hand'}`,
    ...(tags.length === 0 ? [] : [`Audiences: ${tags.join(', ')}`]),
  ];
}

/** The contacts for who may see them; for others their number and who may. */
function contactsText(
  { contacts }: Pick<Customer, 'contacts'>,
  caller: Caller,
  settings: Pick<Settings, 'permissions' | 'people'>,
): string[] {
  if (contacts.length === 0) return ['No contacts'];
  if (maySeeContacts(caller, settings)) return contacts.map((one) => `Contact: ${contactText(one)}`);
  const roles = settings.permissions['tell-customers'].map((role) => ROLE_NAMES[role].all);
  return [
    `${contacts.length} ${contacts.length === 1 ? 'contact' : 'contacts'}, shown to ${roles.join(' and ')}`,
  ];
}

/** An unproven caller may read, and not this. */
function maySeeContacts(caller: Caller, settings: Pick<Settings, 'permissions' | 'people'>): boolean {
  return caller.is === 'person' && whyNot(caller, 'tell-customers', settings) === null;
}

function contactText({ name, email }: Contact): string {
  return name === null ? email : `${name}, ${email}`;
}

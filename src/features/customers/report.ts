import { type Contact, type Customer, isOn, loadsText } from '../../domain/customer.ts';
import type { Message } from '../../domain/message.ts';
import { whyNot } from '../../domain/permission.ts';
import { type Caller, type Person, ROLE_NAMES } from '../../domain/person.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Context } from '../../engine/context.ts';
import type { CustomersRead } from '../../ports/customers.ts';
import { toldTexts } from './told.ts';

export interface CustomersAsk {
  /** One customer; null for the list. */
  customer: string | null;
  /** Only those who load this release line or version. */
  on: string | null;
  caller: Caller;
}

/** The customers, or one of them. Contacts are shown to roles that may tell customers only. */
export async function reportCustomers(
  { customersFile, settings, store }: Pick<Context, 'customersFile' | 'settings' | 'store'>,
  ask: CustomersAsk,
): Promise<Message> {
  const read = await customersFile.read();
  if (read.is !== 'read') return unread(read);
  const { customer: id, on } = ask;
  const { people } = settings;
  if (id === null) return { is: 'line', text: listText(read.customers, on, people), level: 'info' };
  const found = read.customers.find((one) => one.id === id.toLowerCase());
  if (found === undefined) return unknown(id, read.customers);
  const told = await store.transaction((tx) => toldTexts(tx, { customer: found.id, settings }));
  return {
    is: 'line',
    text: customerText(found, {
      people,
      contacts: [...contactsText(found, ask.caller, settings), ...told],
    }),
    level: 'info',
  };
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

const MOST_NAMED = 12;

function unknown(id: string, customers: readonly Customer[]): Message {
  const named = customers.slice(0, MOST_NAMED).map((one) => one.id);
  const more = customers.length > MOST_NAMED ? ` and ${customers.length - MOST_NAMED} more` : '';
  return {
    is: 'line',
    text: `The customers file has no customer "${id}". It has ${named.join(', ')}${more}.`,
    level: 'warn',
  };
}

function listText(customers: readonly Customer[], on: string | null, people: readonly Person[]): string {
  const shown = on === null ? customers : customers.filter((one) => isAsked(one, on));
  const unstated = customers.filter(({ loads }) => loads.is === 'not-stated').length;
  const first =
    on === null
      ? `${customers.length} customers`
      : `${shown.length} of ${customers.length} customers load ${on}, as the customers file says`;
  const note = on === null || unstated === 0 ? '' : `; of ${unstated} it does not say what they load`;
  return [
    `${first}${note}`,
    ...shown.map((one) => `${one.id}: ${one.name}, ${loadsText(one)}, owner ${nameIn(people, one.owner)}`),
  ].join('\n');
}

function nameIn(people: readonly Person[], id: string): string {
  return people.find((one) => one.id === id)?.name ?? id;
}

function isAsked(customer: Customer, on: string): boolean {
  if (/^v\d+$/.test(on)) return isOn(customer, on) === true;
  const { loads } = customer;
  return loads.is === 'version' && loads.version === on.replace(/^v/, '');
}

function customerText(
  customer: Customer,
  { people, contacts }: { people: readonly Person[]; contacts: readonly string[] },
): string {
  const { id, name, owner, deputy, zone, channel, tags } = customer;
  const called = (person: string) => nameIn(people, person);
  return [
    `${name} (${id}) ${loadsText(customer)}`,
    `Owner ${called(owner)}${deputy === null ? ', no deputy' : `, deputy ${called(deputy)}`}; times are of ${zone}`,
    channel.is === 'slack-connect'
      ? `Told in the Slack Connect channel ${channel.channel} with the workspace ${channel.team}`
      : `Told ${channel.is === 'e-mail' ? 'by e-mail' : 'by hand'}`,
    ...(tags.length === 0 ? [] : [`Audiences: ${tags.join(', ')}`]),
    ...contacts,
  ].join('\n');
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

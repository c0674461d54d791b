import { createHash, createHmac } from 'node:crypto';
import type { Customer } from '../../domain/customer.ts';
import { canonical } from '../../domain/json.ts';

/** A stored customer and contact, as far as a comparison needs them. */
interface Seen {
  customers: readonly { id: string; digest: string; isListed: boolean }[];
  contacts: readonly {
    id: string;
    customer: string;
    digest: string;
    secret: { salt: string; address: string } | null;
    isListed: boolean;
  }[];
}

type SeenContact = Seen['contacts'][number];

/** What a file changes in what was seen before. */
export interface SeenChanges {
  added: readonly string[];
  changed: readonly string[];
  removed: readonly string[];
  customers: Seen['customers'];
  contacts: Seen['contacts'];
}

/** Makes what identifies a new contact: an id, and a salt that cannot be guessed. */
export interface NewContact {
  id(): string;
  salt(): string;
}

/** Compares the file with what was seen before. */
export function decideSeen(customers: readonly Customer[], seen: Seen, fresh: NewContact): SeenChanges {
  const before = new Map(seen.customers.map((one) => [one.id, one]));
  const listed = new Set(customers.map(({ id }) => id));
  const contacts = customers.flatMap((customer) => contactsOf(customer, seen, fresh));
  const kept = new Set(contacts.filter(({ isListed }) => isListed).map(({ id }) => id));
  const gone = seen.contacts
    .filter((one) => one.isListed && !kept.has(one.id) && !listed.has(one.customer))
    .map((one) => ({ ...one, isListed: false }));
  const rows = customers.map((customer) => ({
    id: customer.id,
    digest: fieldsDigest(customer),
    isListed: true,
  }));
  const added = rows.filter(({ id }) => before.get(id)?.isListed !== true);
  const withOtherContacts = new Set(
    contacts.filter((one) => !isStored(one, seen.contacts)).map(({ customer }) => customer),
  );
  const changed = rows.filter(
    (row) =>
      before.get(row.id)?.isListed === true &&
      (before.get(row.id)?.digest !== row.digest || withOtherContacts.has(row.id)),
  );
  const removed = seen.customers.filter(({ id, isListed }) => isListed && !listed.has(id));
  return {
    added: added.map(({ id }) => id),
    changed: changed.map(({ id }) => id),
    removed: removed.map(({ id }) => id),
    customers: [...added, ...changed, ...removed.map((one) => ({ ...one, isListed: false }))],
    contacts: [...contacts.filter((one) => !isStored(one, seen.contacts)), ...gone],
  };
}

/** The customer's contacts after this read: those of the file, and those that it does not list any more. */
function contactsOf(customer: Customer, seen: Seen, fresh: NewContact): SeenContact[] {
  const own = seen.contacts.filter((one) => one.customer === customer.id);
  const listed = customer.contacts.map(({ email }) => {
    const known = own.find((one) => addressFor(one, one) === email);
    return known === undefined ? newContact(customer.id, email, fresh) : { ...known, isListed: true };
  });
  const ids = new Set(listed.map(({ id }) => id));
  const dropped = own
    .filter((one) => one.isListed && !ids.has(one.id))
    .map((one) => ({ ...one, isListed: false }));
  return [...listed, ...dropped];
}

function newContact(customer: string, address: string, fresh: NewContact): SeenContact {
  const salt = fresh.salt();
  const secret = { salt, address };
  return { id: fresh.id(), customer, digest: addressDigest(secret), secret, isListed: true };
}

/** What the journal and a reviewed notice have in place of an address. */
function addressDigest({ salt, address }: NonNullable<SeenContact['secret']>): string {
  return createHmac('sha256', salt).update(address).digest('hex');
}

/**
 * The address of a contact that a notice names. Null where it was erased, or is another one than was reviewed: the row
 * alone does not say where a message goes.
 */
export function addressFor(
  contact: { digest: string },
  stored: Pick<SeenContact, 'secret'> | undefined,
): string | null {
  const secret = stored?.secret ?? null;
  return secret !== null && addressDigest(secret) === contact.digest ? secret.address : null;
}

function isStored(one: SeenContact, stored: Seen['contacts']): boolean {
  return stored.some(({ id, isListed }) => id === one.id && isListed === one.isListed);
}

/** A digest of all that is no personal data. */
function fieldsDigest({ contacts: _, hosts, ...fields }: Customer): string {
  // Files of older versions have no hosts: they did not change.
  const all = hosts.length === 0 ? fields : { ...fields, hosts };
  return createHash('sha256').update(canonical(all)).digest('hex');
}

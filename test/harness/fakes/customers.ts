import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCustomers } from '../../../src/config/customers.ts';
import type { Customer } from '../../../src/domain/customer.ts';
import type { CustomersFile, CustomersRead } from '../../../src/ports/customers.ts';
import { settingsWith } from '../samples/settings.ts';

const EXAMPLE = join(import.meta.dirname, '../../../examples/customers.yaml');

/** The customers file of a test; not set up until the test says what it has. */
export interface FakeCustomersFile extends CustomersFile {
  has(read: CustomersRead): void;
  /** The file is that of the example. */
  hasExample(): void;
}

export function createFakeCustomersFile(): FakeCustomersFile {
  let now: CustomersRead = { is: 'not-set-up', missing: 'NAVI_CUSTOMERS' };
  const has = (read: CustomersRead) => {
    now = read;
  };
  return {
    read: () => Promise.resolve(now),
    has,
    hasExample: () => has({ is: 'read', customers: exampleCustomers() }),
  };
}

/** The customers of the example. */
export function exampleCustomers(): Customer[] {
  const read = readCustomers(EXAMPLE, readFileSync(EXAMPLE, 'utf8'), settingsWith().people);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read;
}

/** A customer that is told by e-mail; a test says only what differs. */
export function customerWith(change: Partial<Customer> = {}): Customer {
  const id = change.id ?? 'acme';
  return {
    ...{ id, name: 'Acme', owner: 'ada', deputy: 'ben', zone: 'Europe/Brussels' },
    channel: { is: 'e-mail' },
    contacts: [{ name: null, email: `care@${id}.example` }],
    loads: { is: 'release-line', releaseLine: 'v1' },
    ...{ hosts: [], sri: null, tags: [] },
    ...change,
  };
}

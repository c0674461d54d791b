import type { Context } from '../../engine/context.ts';
import { decideSeen } from './decide-seen.ts';

const SALT_BYTES = 32;
/** The subject of changes of the file. */
const FILE = { kind: 'store', id: 'customers' };

/** Journals what the customers file has changed since the last look: ids and digests, never an address. */
export async function watchFile(
  context: Pick<Context, 'customersFile' | 'store' | 'ids' | 'telemetry'>,
): Promise<void> {
  const { customersFile, store, ids, telemetry } = context;
  const read = await customersFile.read();
  if (read.is === 'unreadable')
    telemetry.warn('the customers file is not valid', { problems: read.problems.length });
  if (read.is !== 'read') return;
  const fresh = {
    id: () => ids.operation('ctc'),
    salt: () => Buffer.from(ids.random(SALT_BYTES)).toString('base64url'),
  };
  await store.transaction(async (tx) => {
    await tx.customers.lock();
    const seen = { customers: await tx.customers.all(), contacts: await tx.customers.contacts() };
    const { added, changed, removed, ...rows } = decideSeen(read.customers, seen, fresh);
    for (const customer of rows.customers) await tx.customers.save(customer);
    for (const contact of rows.contacts) await tx.customers.saveContact(contact);
    if (added.length + changed.length + removed.length === 0) return;
    tx.journal.append({
      subject: FILE,
      event: 'customers-changed',
      actor: { is: 'navi' },
      planHash: null,
      details: {
        ...{ added, changed, removed },
        contacts: rows.contacts.map(({ id, customer, digest, isListed }) => ({
          ...{ id, customer, digest },
          is: isListed ? 'listed' : 'removed',
        })),
      },
    });
  });
}

import { describe, expect, it } from 'vitest';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { openAtNoon } from './job-fixture.ts';

export function describeCustomers(createPlace: () => Promise<StorePlace>): void {
  describe('customers', () => {
    const fixture = useFixture(createPlace);

    it('and contacts are given back as saved, and without salt and address once erased', async () => {
      const { store } = await openAtNoon(fixture);
      const contact = {
        ...{ id: 'ctc_1', customer: 'acme', digest: 'd', isListed: true },
        secret: { salt: 's', address: 'a@acme.example' },
      };
      await store.transaction(async (tx) => {
        await tx.customers.lock();
        await tx.customers.save({ id: 'acme', digest: 'x', isListed: true });
        await tx.customers.save({ id: 'acme', digest: 'y', isListed: false });
        await tx.customers.saveContact(contact);
      });
      const read = () =>
        store.transaction(async (tx) => [await tx.customers.all(), await tx.customers.contacts()]);
      expect(await read()).toEqual([[{ id: 'acme', digest: 'y', isListed: false }], [contact]]);
      const erased = { ...contact, secret: null, isListed: false };
      await store.transaction((tx) => tx.customers.saveContact(erased));
      expect(await read()).toEqual([[{ id: 'acme', digest: 'y', isListed: false }], [erased]]);
    });
  });
}

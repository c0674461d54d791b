import { describe, expect, it } from 'vitest';
import { NestedTransaction } from '../../../src/adapters/store/errors.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL, systemClock } from '../../harness/store/given.ts';
import { type Fixture, type StorePlace, useFixture } from '../../harness/store/place.ts';
import { aJob, aMessage, anEntry, anOperation } from '../../harness/store/things.ts';

export function describeTransactions(createPlace: () => Promise<StorePlace>): void {
  describe('transaction', () => {
    const fixture = useFixture(createPlace);

    it('keeps state, journal and job together and gives what the work gave', async () => {
      const store = await open(fixture);
      const given = await store.transaction(async (tx) => {
        await tx.operations.insert(anOperation());
        tx.journal.append(anEntry());
        await tx.jobs.put(aJob('advance:rel_one'));
        return 'given';
      });

      expect(given).toBe('given');
      expect(await counts(fixture)).toEqual({ operations: 1, journal: 1, jobs: 1, outbox: 0 });
    });

    it('keeps nothing at all when the work throws', async () => {
      const store = await open(fixture);
      const failing = store.transaction(async (tx) => {
        await tx.operations.insert(anOperation());
        await tx.surfaces.take(['pointer:v1'], 'rel_one');
        tx.journal.append(anEntry());
        await tx.jobs.put(aJob('advance:rel_one'));
        await tx.outbox.put(aMessage('card:rel_one'));
        throw new Error('on purpose');
      });

      await expect(failing).rejects.toThrow('on purpose');
      expect(await counts(fixture)).toEqual({ operations: 0, journal: 0, jobs: 0, outbox: 0 });
      expect(await store.transaction((tx) => tx.surfaces.all())).toEqual([]);
      expect(await store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole', rows: 0 });
    });

    it('keeps nothing when the work swallows an error of the database', async () => {
      const store = await open(fixture);
      await store.transaction((tx) => tx.operations.insert(anOperation()));
      const before = await counts(fixture);
      const swallowing = store.transaction(async (tx) => {
        tx.journal.append(anEntry());
        await tx.operations.insert(anOperation()).catch(() => {});
        throw new Error('noticed late');
      });

      await expect(swallowing).rejects.toThrow();
      expect(await counts(fixture)).toEqual(before);
    });

    it('refuses a transaction inside another instead of waiting for ever', async () => {
      const store = await open(fixture);
      const nested = store.transaction(() => store.transaction(async () => 'inner'));

      await expect(nested).rejects.toThrow(NestedTransaction);
      expect(await store.transaction(async () => 'afterwards')).toBe('afterwards');
    });

    it('refuses the use of tx after the end', async () => {
      const store = await open(fixture);
      const kept = await store.transaction(async (tx) => ({ operations: tx.operations }));

      await expect(kept.operations.insert(anOperation())).rejects.toThrow();
      expect((await counts(fixture)).operations).toBe(0);
    });

    it('serialises read-change-save behind lock()', async () => {
      const store = await open(fixture);
      await store.transaction((tx) => tx.operations.insert(anOperation()));
      await Promise.all(Array.from({ length: 20 }, () => raiseRevision(store)));

      const operation = await store.transaction((tx) => tx.operations.get('rel_one'));
      expect(operation?.plan.revision).toBe(21);
    });

    it('takes a scratch row, and after closing no more', async () => {
      const store = await open(fixture);
      await expect(store.probe()).resolves.toBeUndefined();
      await store.close();
      await expect(store.probe()).rejects.toThrow();
    });
  });
}

function open(fixture: Fixture): Promise<Store> {
  return fixture.open({ clock: systemClock(), telemetry: createFakeTelemetry(), journal: JOURNAL });
}

function raiseRevision(store: Store): Promise<void> {
  return store.transaction(async (tx) => {
    const operation = await tx.operations.lock('rel_one');
    if (operation === undefined) throw new Error('the operation is gone');
    const plan = { ...operation.plan, revision: operation.plan.revision + 1 };
    await tx.operations.save({ ...operation, plan });
  });
}

async function counts(
  fixture: Fixture,
): Promise<Record<'operations' | 'journal' | 'jobs' | 'outbox', number>> {
  const count = async (table: string): Promise<number> =>
    Number((await fixture.place().sql(`select count(*) as n from ${table}`))[0]?.['n']);
  return {
    operations: await count('operations'),
    journal: await count('journal'),
    jobs: await count('jobs'),
    outbox: await count('outbox'),
  };
}

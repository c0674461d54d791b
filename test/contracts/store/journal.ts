import { describe, expect, it } from 'vitest';
import { GENESIS } from '../../../src/domain/journal.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { JournalContext } from '../../../src/store/journal-context.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeTelemetry } from '../../fakes/telemetry.ts';
import { JOURNAL } from './given.ts';
import { type Scene, type StorePlace, useScene } from './place.ts';
import { aDecision, anEntry, NOON } from './things.ts';

export function describeJournal(createPlace: () => Promise<StorePlace>): void {
  describe('journal', () => {
    const scene = useScene(createPlace);

    it('chains rows and adds what the store knows', async () => {
      const store = await open(scene);
      await store.transaction(async (tx) => {
        tx.journal.append(anEntry({ event: 'requested' }));
        tx.journal.append(anEntry({ event: 'approved', before: { a: 1 }, requestIds: ['req-1'] }));
      });

      const rows = await store.transaction((tx) => tx.journal.of({ kind: 'operation', id: 'rel_one' }));
      expect(rows.map(({ authentic }) => authentic)).toEqual([true, true]);
      expect(rows[0]?.row).toMatchObject({ sequence: 1, previous: GENESIS, at: NOON, keyId: 'test-key' });
      expect(rows[1]?.row).toMatchObject({
        sequence: 2,
        previous: rows[0]?.row.mac,
        event: 'approved',
        before: { a: 1 },
        requestIds: ['req-1'],
        configHash: JOURNAL.configHash,
        botVersion: JOURNAL.botVersion,
        hosts: JOURNAL.hosts,
      });
      expect(await verify(store)).toEqual({ is: 'whole', rows: 2, head: rows[1]?.row.mac });
    });

    it('never forks when many append at once', async () => {
      const store = await open(scene);
      const oneOfMany = async (name: string): Promise<void> => {
        for (let n = 0; n < 50; n += 1)
          await store.transaction(async (tx) => tx.journal.append(anEntry({ details: { name, n } })));
      };
      await Promise.all(['a', 'b', 'c', 'd'].map(oneOfMany));

      expect(await verify(store)).toMatchObject({ is: 'whole', rows: 200 });
      const rows = await store.transaction((tx) => tx.journal.of({ kind: 'operation', id: 'rel_one' }));
      expect(rows.map(({ row }) => row.sequence)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    });

    it('verifies more rows than it reads at a time', async () => {
      const store = await open(scene);
      await store.transaction(async (tx) => {
        for (let n = 0; n < 1_203; n += 1) tx.journal.append(anEntry({ details: { n } }));
      });
      expect(await verify(store)).toMatchObject({ is: 'whole', rows: 1_203 });
    });

    it('keeps whatever people type, and finds it again', async () => {
      const store = await open(scene);
      const id = 'half a pair \ud800, NUL \0, “quotes”, \u{1F680}';
      await store.transaction(async (tx) =>
        tx.journal.append(anEntry({ subject: { kind: 'caller', id }, details: { typed: id } })),
      );

      const rows = await store.transaction((tx) => tx.journal.of({ kind: 'caller', id }));
      expect(rows).toMatchObject([{ authentic: true, row: { details: { typed: id } } }]);
      expect(await verify(store)).toMatchObject({ is: 'whole' });
    });

    it('gives the decisions of one operation', async () => {
      const store = await open(scene);
      await store.transaction(async (tx) => {
        tx.journal.append(aDecision('approved'));
        tx.journal.append(aDecision('rejected', { reason: 'not today' }));
        tx.journal.append({ ...aDecision('approved'), subject: { kind: 'operation', id: 'rel_two' } });
        tx.journal.append(anEntry({ event: 'started' }));
      });

      expect(await store.transaction((tx) => tx.journal.decisions('rel_one'))).toEqual([
        { person: 'ada', role: 'approver', decision: 'approve', planHash: 'plan-hash', at: NOON },
        {
          person: 'ada',
          role: 'approver',
          decision: 'reject',
          planHash: 'plan-hash',
          at: NOON,
          reason: 'not today',
        },
      ]);
    });

    it('goes on under a new key and still checks rows of the old one', async () => {
      const before = await open(scene);
      await before.transaction(async (tx) => tx.journal.append(aDecision('approved')));
      await before.close();
      const rotated = { ...JOURNAL, key: { id: 'new-key', secret: 'new' }, formerKeys: [JOURNAL.key] };
      const store = await open(scene, rotated);
      await store.transaction(async (tx) => tx.journal.append(aDecision('rejected')));

      expect(await verify(store)).toMatchObject({ is: 'whole', rows: 2 });
      expect(await store.transaction((tx) => tx.journal.decisions('rel_one'))).toHaveLength(2);
    });

    it('believes nothing under another key', async () => {
      const before = await open(scene);
      await before.transaction(async (tx) => tx.journal.append(aDecision('approved')));
      await before.close();
      const store = await open(scene, { ...JOURNAL, key: { id: 'test-key', secret: 'a guess' } });

      expect(await store.transaction((tx) => tx.journal.decisions('rel_one'))).toEqual([]);
      expect(await verify(store)).toMatchObject({ is: 'broken', sequence: 1 });
    });
  });
}

function open(scene: Scene, journal: JournalContext = JOURNAL): Promise<Store> {
  return scene.open({ clock: createFakeClock(NOON), telemetry: createFakeTelemetry(), journal });
}

function verify(store: Store) {
  return store.transaction((tx) => tx.journal.verify());
}

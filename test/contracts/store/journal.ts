import { describe, expect, it } from 'vitest';
import type { JournalContext } from '../../../src/adapters/store/journal-context.ts';
import { CHAIN_START } from '../../../src/domain/chain.ts';
import { GENESIS, type JournalKey } from '../../../src/domain/journal.ts';
import { journalKey } from '../../../src/domain/journal-key.ts';
import { JOURNAL_KEY } from '../../../src/domain/subject.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL } from '../../harness/store/given.ts';
import { type Fixture, type StorePlace, useFixture } from '../../harness/store/place.ts';
import { aDecision, anEntry, NOON } from '../../harness/store/things.ts';

export function describeJournal(createPlace: () => Promise<StorePlace>): void {
  describe('journal', () => {
    const fixture = useFixture(createPlace);

    it('chains rows and adds what the store knows', async () => {
      const store = await open(fixture);
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
      const store = await open(fixture);
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
      const store = await open(fixture);
      await store.transaction(async (tx) => {
        for (let n = 0; n < 1_203; n += 1) tx.journal.append(anEntry({ details: { n } }));
      });
      expect(await verify(store)).toMatchObject({ is: 'whole', rows: 1_203 });
    });

    it('stores any text that people type, and finds it again', async () => {
      const store = await open(fixture);
      const id = 'half a pair \ud800, NUL \0, “quotes”, \u{1F680}';
      await store.transaction(async (tx) =>
        tx.journal.append(anEntry({ subject: { kind: 'caller', id }, details: { typed: id } })),
      );

      const rows = await store.transaction((tx) => tx.journal.of({ kind: 'caller', id }));
      expect(rows).toMatchObject([{ authentic: true, row: { details: { typed: id } } }]);
      expect(await verify(store)).toMatchObject({ is: 'whole' });
    });

    it('gives the decisions of one operation', async () => {
      const store = await open(fixture);
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

    describe('when its key is changed', () => {
      const FIRST = journalKey('the first key of this store');
      const SECOND = journalKey('the second key of this store');
      // The head of a store that was cleaned for this test is sealed with the tests' own key.
      const under = (key: JournalKey, ...formerKeys: JournalKey[]) => ({
        ...JOURNAL,
        key,
        formerKeys: [...formerKeys, JOURNAL.key],
      });
      const approve = async (fixture: Fixture, journal: JournalContext, reason: string) => {
        const store = await open(fixture, journal);
        await store.transaction(async (tx) => tx.journal.append(aDecision('approved', { reason })));
        return store;
      };
      const ofOne = (store: Store) =>
        store.transaction((tx) => tx.journal.of({ kind: 'operation', id: 'rel_one' }));
      const flawsOf = (store: Store) =>
        store.transaction(async (tx) => (await tx.journal.read(CHAIN_START, 100)).flaws);

      it('goes on under the new one and still believes rows of the one before', async () => {
        await (await approve(fixture, under(FIRST), 'before')).close();
        const store = await approve(fixture, under(SECOND, FIRST), 'after');

        expect(await verify(store)).toMatchObject({ is: 'whole', rows: 3 });
        expect((await ofOne(store)).map(({ row }) => row.keyId)).toEqual([FIRST.id, SECOND.id]);
        expect(await store.transaction((tx) => tx.journal.decisions('rel_one'))).toHaveLength(2);
      });

      it('journals the change, once, and no change where the key only got a name', async () => {
        const rotations = async (store: Store) =>
          (await store.transaction((tx) => tx.journal.of(JOURNAL_KEY))).map(({ row }) => row.details);
        await (await approve(fixture, under({ ...FIRST, id: 'k1' }), 'before')).close();
        const named = await approve(fixture, under(FIRST), 'named');
        expect(await rotations(named)).toEqual([]);
        await named.close();
        await (await open(fixture, under(SECOND, FIRST))).close();
        const store = await open(fixture, under(SECOND, FIRST));

        expect(await rotations(store)).toEqual([{ from: FIRST.id, to: SECOND.id }]);
      });

      it('reads rows of older versions, whose keys all had one name', async () => {
        await (await approve(fixture, under({ ...FIRST, id: 'k1' }), 'before')).close();
        const same = await approve(fixture, under(FIRST), 'after');
        expect(await verify(same)).toMatchObject({ is: 'whole', rows: 2 });
        await same.close();

        const changed = await approve(fixture, under(SECOND, FIRST), 'after the change');
        expect(await verify(changed)).toMatchObject({ is: 'whole', rows: 4 });
        expect((await ofOne(changed)).every(({ authentic }) => authentic)).toBe(true);
      });

      it.each([
        ['a named key', FIRST],
        ['the key of an older version', { ...FIRST, id: 'k1' }],
      ])('says of rows that were written with %s it was not given that it was another', async (_, key) => {
        await (await approve(fixture, under(key), 'before')).close();
        const store = await approve(fixture, under(SECOND), 'after');

        expect(await store.transaction((tx) => tx.journal.decisions('rel_one'))).toHaveLength(1);
        expect(await flawsOf(store)).toMatchObject([
          { is: 'other-key', row: 1, problem: `this row was written with another key (${key.id})` },
          { is: 'out-of-line', row: 2 },
        ]);
      });

      it('reports a changed row, with any name of its key', async () => {
        const store = await open(fixture, under({ ...FIRST, id: 'k1' }));
        for (let n = 1; n <= 3; n += 1)
          await store.transaction(async (tx) => tx.journal.append(anEntry({ details: { n } })));
        await fixture
          .place()
          .sql(`update journal set body = replace(body, '"n":1', '"n":9') where sequence = 1`);
        expect(await flawsOf(store)).toMatchObject([{ is: 'changed', row: 1 }]);
      });

      it('believes no row that the one before wrote after the change', async () => {
        const first = await approve(fixture, under(FIRST), 'before');
        await first.close();
        await (await open(fixture, under(SECOND, FIRST))).close();
        // An attacker with the replaced key and the database.
        const thief = await approve(fixture, under(FIRST, SECOND), 'forged');
        await thief.close();

        const store = await open(fixture, under(SECOND, FIRST));
        expect((await ofOne(store)).map(({ row, authentic }) => [row.details['reason'], authentic])).toEqual([
          ['before', true],
          ['forged', false],
        ]);
        expect(await flawsOf(store)).toMatchObject([
          { is: 'retired-key', row: 3 },
          { is: 'retired-key', row: 4 },
        ]);
      });
    });
  });
}

function open(fixture: Fixture, journal: JournalContext = JOURNAL): Promise<Store> {
  return fixture.open({ clock: createFakeClock(NOON), telemetry: createFakeTelemetry(), journal });
}

function verify(store: Store) {
  return store.transaction((tx) => tx.journal.verify());
}

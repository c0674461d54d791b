import { describe, expect, it } from 'vitest';
import { RowUnreadable } from '../../../src/ports/row-unreadable.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL, systemClock } from '../../harness/store/given.ts';
import { type Fixture, type StorePlace, useFixture } from '../../harness/store/place.ts';
import { anOperation, later, NOON } from '../../harness/store/things.ts';

export function describeState(createPlace: () => Promise<StorePlace>): void {
  describeOperations(createPlace);
  describeSurfaces(createPlace);
}

function describeOperations(createPlace: () => Promise<StorePlace>): void {
  describe('operations', () => {
    const fixture = useFixture(createPlace);

    it('gives back what was inserted and saved, whole', async () => {
      const { store } = await open(fixture);
      const inserted = anOperation();
      const saved = anOperation({
        state: { is: 'running', since: NOON },
        channel: 'C0 – “quotes” \u{1F680}',
      });
      await store.transaction((tx) => tx.operations.insert(inserted));
      expect(await store.transaction((tx) => tx.operations.get('rel_one'))).toEqual(inserted);

      await store.transaction((tx) => tx.operations.save(saved));
      expect(await store.transaction((tx) => tx.operations.lock('rel_one'))).toEqual(saved);
      expect(await store.transaction((tx) => tx.operations.get('rel_two'))).toBeUndefined();
    });

    it('lists the open ones, and the newest first', async () => {
      const { store } = await open(fixture);
      const done = { is: 'done', at: NOON } as const;
      await store.transaction(async (tx) => {
        await tx.operations.insert(anOperation({ id: 'rel_b', requestedAt: later(NOON, 2) }));
        await tx.operations.insert(anOperation({ id: 'rel_a', requestedAt: later(NOON, 1) }));
        await tx.operations.insert(anOperation({ id: 'rel_c', requestedAt: later(NOON, 3), state: done }));
      });

      const open_ = await store.transaction((tx) => tx.operations.open());
      const recent = await store.transaction((tx) => tx.operations.recent(2));
      expect(open_.map(({ id }) => id)).toEqual(['rel_a', 'rel_b']);
      expect(recent.map(({ id }) => id)).toEqual(['rel_c', 'rel_b']);
    });

    it('refuses to save what was never inserted', async () => {
      const { store } = await open(fixture);
      const saving = store.transaction((tx) => tx.operations.save(anOperation()));
      await expect(saving).rejects.toThrow(RowUnreadable);
    });

    it('says which row was damaged by hand, and lists the others', async () => {
      const { store, telemetry } = await open(fixture);
      await store.transaction(async (tx) => {
        await tx.operations.insert(anOperation({ id: 'rel_good' }));
        await tx.operations.insert(anOperation({ id: 'rel_bad' }));
      });
      await fixture.place().sql(`update operations set body = '{"id":"rel_bad"}' where id = 'rel_bad'`);

      expect(await store.transaction((tx) => tx.operations.lock('rel_bad'))).toBeUndefined();
      const listed = await store.transaction((tx) => tx.operations.open());
      expect(listed.map(({ id }) => id)).toEqual(['rel_good']);
      expect(telemetry.errors().map(({ error }) => String(error))).toEqual([
        expect.stringContaining('rel_bad of operations'),
        expect.stringContaining('rel_bad of operations'),
      ]);
    });
  });
}

function describeSurfaces(createPlace: () => Promise<StorePlace>): void {
  describe('surfaces', () => {
    const fixture = useFixture(createPlace);

    it('takes all or none, and frees', async () => {
      const { store } = await open(fixture);
      await store.transaction((tx) => tx.surfaces.take(['pointer:v1'], 'rel_one'));
      const refused = await store.transaction((tx) =>
        tx.surfaces.take(['npm:navi-js#latest', 'pointer:v1'], 'rel_two'),
      );
      expect(refused).toMatchObject([{ id: 'pointer:v1', heldBy: 'rel_one', live: { version: null } }]);
      expect(await held(store)).toEqual({ 'pointer:v1': 'rel_one' });

      await store.transaction((tx) => tx.surfaces.free('rel_one'));
      const taken = await store.transaction((tx) =>
        tx.surfaces.take(['npm:navi-js#latest', 'pointer:v1'], 'rel_two'),
      );
      expect(taken).toEqual([]);
      expect(await held(store)).toEqual({ 'npm:navi-js#latest': 'rel_two', 'pointer:v1': 'rel_two' });
    });

    it('may be taken again by the operation that holds it', async () => {
      const { store } = await open(fixture);
      await store.transaction((tx) => tx.surfaces.take(['pointer:v1'], 'rel_one'));
      expect(await store.transaction((tx) => tx.surfaces.take(['pointer:v1'], 'rel_one'))).toEqual([]);
    });

    it.each([
      ['unknown before', async () => {}],
      [
        'free',
        async (store: Store) => {
          await store.transaction((tx) => tx.surfaces.take(['pointer:v1', 'pointer:v2'], 'rel_old'));
          await store.transaction((tx) => tx.surfaces.free('rel_old'));
        },
      ],
    ])('gives a surface that was %s to one of many that take it at once', async (_, prepare) => {
      const { store } = await open(fixture);
      await prepare(store);
      const results = await Promise.all(
        Array.from({ length: 8 }, (_each, n) =>
          store.transaction(async (tx) => ({
            n,
            refusing: await tx.surfaces.take(
              n % 2 === 0 ? ['pointer:v1', 'pointer:v2'] : ['pointer:v2', 'pointer:v1'],
              `rel_${n}`,
            ),
          })),
        ),
      );

      const [winner, ...others] = results.filter(({ refusing }) => refusing.length === 0);
      expect(others).toEqual([]);
      expect(await held(store)).toEqual({
        'pointer:v1': `rel_${winner?.n}`,
        'pointer:v2': `rel_${winner?.n}`,
      });
    });

    it('says what is live, since when, by whom, and when it was verified', async () => {
      const { store } = await open(fixture);
      const live = { version: '1.2.0', sha384: 'sha384-x', generation: '8' };
      const by = (operation: string, at: string, verifiedAt: string | null) => ({
        operation,
        at,
        verifiedAt,
      });
      const set = (what: ReturnType<typeof by>, version = '1.2.0') =>
        store.transaction((tx) => tx.surfaces.setLive('pointer:v1', { ...live, version }, what));
      await set(by('rel_one', NOON, null));
      expect(await first(store)).toMatchObject({ live, by: 'rel_one', since: NOON, verifiedAt: null });

      await set(by('rel_one', later(NOON, 60_000), later(NOON, 60_000)));
      expect(await first(store)).toMatchObject({ since: NOON, verifiedAt: later(NOON, 60_000) });

      await set(by('rel_one', later(NOON, 80_000), null));
      expect(await first(store)).toMatchObject({ since: NOON, verifiedAt: later(NOON, 60_000) });

      await set(by('rel_two', later(NOON, 90_000), null), '1.3.0');
      expect(await first(store)).toMatchObject({
        live: { version: '1.3.0' },
        by: 'rel_two',
        since: later(NOON, 90_000),
        // No probe has served this one yet.
        verifiedAt: null,
      });
    });
  });
}

async function open(fixture: Fixture) {
  const telemetry = createFakeTelemetry();
  return { telemetry, store: await fixture.open({ clock: systemClock(), telemetry, journal: JOURNAL }) };
}

async function held(store: Store): Promise<Record<string, string | null>> {
  const surfaces = await store.transaction((tx) => tx.surfaces.all());
  return Object.fromEntries(surfaces.map(({ id, heldBy }) => [id, heldBy]));
}

async function first(store: Store) {
  return (await store.transaction((tx) => tx.surfaces.all()))[0];
}

import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/domain/alert.ts';
import { RowUnreadable } from '../../../src/ports/row-unreadable.ts';
import type { Store } from '../../../src/ports/store.ts';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { later, NOON } from '../../harness/store/things.ts';
import { openAtNoon } from './job-fixture.ts';

function anAlert(id: string, change: Partial<Alert> = {}): Alert {
  return {
    id,
    kind: 'drift',
    subject: { kind: 'surface', id: 'pointer:v1' },
    state: { is: 'suspect' },
    since: NOON,
    looks: 1,
    revision: 1,
    details: { what: 'other bytes', adopts: null },
    ...change,
  };
}

const OVER = { is: 'over', at: NOON, how: 'as-recorded', by: null } as const;

export function describeAlerts(createPlace: () => Promise<StorePlace>): void {
  describe('alerts', () => {
    const fixture = useFixture(createPlace);
    const begin = (store: Store, alert: Alert) => store.transaction((tx) => tx.alerts.begin(alert));
    const open = async (store: Store) =>
      (await store.transaction((tx) => tx.alerts.open())).map(({ id }) => id);

    it('gives back what was begun and saved, whole', async () => {
      const { store } = await openAtNoon(fixture);
      const firing = anAlert('drf_1', { state: { is: 'firing', since: NOON }, looks: 3, revision: 2 });
      expect(await begin(store, anAlert('drf_1'))).toBe(true);
      expect(await store.transaction((tx) => tx.alerts.lock('drf_1'))).toEqual(anAlert('drf_1'));
      await store.transaction((tx) => tx.alerts.save(firing));

      expect(await store.transaction((tx) => tx.alerts.get('drf_1'))).toEqual(firing);
      expect(await store.transaction((tx) => tx.alerts.get('drf_2'))).toBeUndefined();
    });

    it('has one open alert of a kind for a subject, and another when that is over', async () => {
      const { store } = await openAtNoon(fixture);
      await begin(store, anAlert('drf_1'));
      expect(await begin(store, anAlert('drf_2'))).toBe(false);
      expect(await begin(store, anAlert('drf_3', { subject: { kind: 'surface', id: 'pointer:v2' } }))).toBe(
        true,
      );
      expect(await begin(store, anAlert('drf_4', { kind: 'load' }))).toBe(true);
      await store.transaction((tx) => tx.alerts.save(anAlert('drf_1', { state: OVER })));

      expect(await begin(store, anAlert('drf_5', { since: later(NOON, 1_000) }))).toBe(true);
      expect(await open(store)).toEqual(['drf_3', 'drf_4', 'drf_5']);
    });

    it('gives those that began since a time, ended ones too, the newest first', async () => {
      const { store } = await openAtNoon(fixture);
      const since = (ms: number) => ({ since: later(NOON, ms) });
      await begin(store, anAlert('drf_1'));
      await store.transaction((tx) => tx.alerts.save(anAlert('drf_1', { state: OVER })));
      await begin(store, anAlert('drf_2', since(1_000)));
      await begin(store, anAlert('drf_3', { ...since(2_000), kind: 'load' }));
      const begunSince = async (ms: number) =>
        (await store.transaction((tx) => tx.alerts.begunSince(later(NOON, ms)))).map(({ id }) => id);

      expect(await begunSince(0)).toEqual(['drf_3', 'drf_2', 'drf_1']);
      expect(await begunSince(1_000)).toEqual(['drf_3', 'drf_2']);
      expect(await begunSince(3_000)).toEqual([]);
    });

    it('begun by ten at once, it is begun once', async () => {
      const { store } = await openAtNoon(fixture);
      const begun = await Promise.all(
        Array.from({ length: 10 }, (_, at) => begin(store, anAlert(`drf_${at}`))),
      );

      expect(begun.filter(Boolean)).toHaveLength(1);
      expect(await open(store)).toHaveLength(1);
    });

    it('removes one that was no alert after all, and saves none that is not there', async () => {
      const { store } = await openAtNoon(fixture);
      await begin(store, anAlert('drf_1'));
      await store.transaction((tx) => tx.alerts.remove('drf_1'));

      expect(await open(store)).toEqual([]);
      await expect(store.transaction((tx) => tx.alerts.save(anAlert('drf_1')))).rejects.toThrow(
        RowUnreadable,
      );
    });

    it('tells the journal of one that fires, and of no suspicion', async () => {
      const { store } = await openAtNoon(fixture);
      const rows = async () => (await store.transaction((tx) => tx.journal.head())).rows;
      await begin(store, anAlert('drf_1'));
      await store.transaction((tx) => tx.alerts.save(anAlert('drf_1', { looks: 2 })));
      expect(await rows()).toBe(0);
      await store.transaction((tx) =>
        tx.alerts.save(anAlert('drf_1', { state: { is: 'firing', since: NOON }, looks: 3 })),
      );
      expect(await rows()).toBe(1);
    });

    it('is restored as the journal has it', async () => {
      const { store } = await openAtNoon(fixture);
      const firing = anAlert('drf_1', { state: { is: 'firing', since: NOON }, looks: 3, revision: 2 });
      await begin(store, firing);
      const [kind] = (await store.transaction((tx) => tx.state.read(null))).kinds.filter(
        (one) => one.kind === 'alert',
      );
      await fixture.place().sql('delete from alerts');
      const fields = kind?.rows.get('alert:drf_1') ?? null;
      await store.transaction((tx) => tx.state.restore([{ item: 'alert:drf_1', fields }]));

      expect(await store.transaction((tx) => tx.alerts.get('drf_1'))).toEqual({ ...firing, looks: 0 });
    });
  });
}

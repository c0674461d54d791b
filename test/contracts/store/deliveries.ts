import { describe, expect, it } from 'vitest';
import { JOURNAL } from '../../harness/store/given.ts';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { later, NOON } from '../../harness/store/things.ts';
import { openAtNoon } from './job-fixture.ts';

const HOUR_MS = 3_600_000;

export function describeDeliveries(createPlace: () => Promise<StorePlace>): void {
  describe('deliveries', () => {
    const fixture = useFixture(createPlace);

    it('are taken once, by many requests and processes at once, and after a restart', async () => {
      const { store, clock, telemetry } = await openAtNoon(fixture);
      const given = { clock, telemetry, journal: JOURNAL };
      const other = store.exclusive ? store : await fixture.open(given);
      const taken = await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          (n % 2 === 0 ? store : other).transaction((tx) => tx.deliveries.take('trigger', NOON)),
        ),
      );
      expect(taken.filter((one) => one)).toHaveLength(1);
      expect(await store.transaction((tx) => tx.deliveries.take('another', NOON))).toBe(true);
      await store.close();
      const again = await fixture.open(given);
      expect(await again.transaction((tx) => tx.deliveries.take('trigger', NOON))).toBe(false);
    });

    it('are remembered for an hour, and no longer', async () => {
      const { store } = await openAtNoon(fixture);
      const take = (id: string, ms: number) =>
        store.transaction((tx) => tx.deliveries.take(id, later(NOON, ms)));

      expect(await take('trigger', 0)).toBe(true);
      expect(await take('trigger', HOUR_MS)).toBe(false);
      await take('another', HOUR_MS + 1);
      expect(await fixture.place().sql('select id from deliveries')).toEqual([{ id: 'another' }]);
    });
  });
}

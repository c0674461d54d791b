import { describe, expect, it } from 'vitest';
import { JOURNAL } from '../../harness/store/given.ts';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { later, NOON } from '../../harness/store/things.ts';
import { openAtNoon } from './job-fixture.ts';

const MINUTE_MS = 60_000;
const at = (ms: number) => later(NOON, ms);
const home = (account: string, openedMs = 0) => ({
  ...{ account, team: 'T0', channel: `D${account}`, shown: 'first' },
  ...{ drawnAt: at(openedMs), until: at(openedMs + 15 * MINUTE_MS) },
});

export function describeOpenHomes(createPlace: () => Promise<StorePlace>): void {
  describe('open App Homes', () => {
    const fixture = useFixture(createPlace);

    it('are each taken once by all processes together, and after a restart by the next one', async () => {
      const { store, clock, telemetry } = await openAtNoon(fixture);
      const given = { clock, telemetry, journal: JOURNAL };
      const other = store.exclusive ? store : await fixture.open(given);
      await store.transaction((tx) => tx.openHomes.save(home('U0ADA')));
      await other.transaction((tx) => tx.openHomes.save(home('U0BEN')));
      const due = { before: at(0), now: at(20_000) };
      const taken = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          (n % 2 === 0 ? store : other).transaction((tx) => tx.openHomes.takeDue(due)),
        ),
      );
      expect(
        taken
          .flat()
          .map(({ account }) => account)
          .toSorted(),
      ).toEqual(['U0ADA', 'U0BEN']);

      await store.transaction((tx) => tx.openHomes.saveShown('U0ADA', 'second'));
      await store.close();
      const again = await fixture.open(given);
      const next = await again.transaction((tx) =>
        tx.openHomes.takeDue({ before: at(20_000), now: at(40_000) }),
      );
      expect(next.map(({ account, shown }) => [account, shown]).toSorted()).toEqual([
        ['U0ADA', 'second'],
        ['U0BEN', 'first'],
      ]);
    });

    it('are followed until their time, of at most fifty people, the newest', async () => {
      const { store } = await openAtNoon(fixture);
      for (let nth = 0; nth < 52; nth += 1)
        await store.transaction((tx) => tx.openHomes.save(home(`U${nth}`, nth)));
      // Opened again: it is the newest one.
      await store.transaction((tx) => tx.openHomes.save(home('U2', MINUTE_MS)));
      await store.transaction((tx) => tx.openHomes.save(home('U99', MINUTE_MS)));
      const take = (ms: number) =>
        store.transaction((tx) => tx.openHomes.takeDue({ before: at(ms), now: at(ms) }));
      const taken = (await take(2 * MINUTE_MS)).map(({ account }) => account);
      expect(taken).toHaveLength(50);
      expect(taken).not.toContain('U3');
      expect(taken).toContain('U2');
      const left = await take(15.5 * MINUTE_MS);
      expect(left.map(({ account }) => account).toSorted()).toEqual(['U2', 'U99']);
    });
  });
}

import { describe, expect, it } from 'vitest';
import { add, EMPTY } from '../../../src/domain/histogram.ts';
import { levelAt, MINUTE_MS, type Sample, sampleOf } from '../../../src/domain/sample.ts';
import { RowUnreadable } from '../../../src/ports/row-unreadable.ts';
import { JOURNAL } from '../../harness/store/given.ts';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { later, NOON } from '../../harness/store/things.ts';
import { openAtNoon } from './job-fixture.ts';

const at = (minute: number): Date => new Date(later(NOON, minute * MINUTE_MS));

const errorsAt = (minute: number, count: number): Sample =>
  sampleOf('errors', at(minute), { is: 'count', count });

const ALL = { from: at(-60).toISOString(), to: at(60).toISOString() };
const ERRORS = { series: 'errors', grain: 'minute' } as const;

export function describeSamples(createPlace: () => Promise<StorePlace>): void {
  describe('samples', () => {
    const fixture = useFixture(createPlace);

    it.each<Sample>([
      sampleOf('one', at(0), { is: 'count', count: 0 }),
      sampleOf('one', at(0), { is: 'count', count: 5 }, true),
      sampleOf('one', at(0), levelAt(at(0), -2.5e-7)),
      sampleOf('one', at(0), { is: 'histogram', histogram: add(add(EMPTY, 12, 3), 250) }),
      sampleOf('one', at(0), { is: 'histogram', histogram: EMPTY }),
      { ...sampleOf('one', at(0), { is: 'count', count: 5 }), grain: 'day', minutes: 1380, covered: 1379 },
    ])('gives back what was saved, whole: %j', async (sample) => {
      const { store } = await openAtNoon(fixture);
      await store.transaction((tx) => tx.samples.save([sample]));
      const { series, grain } = sample;

      expect(await store.transaction((tx) => tx.samples.read({ series, grain }, ALL))).toEqual([sample]);
    });

    it('replaces one of the same minute, and mixes neither series nor grains', async () => {
      const { store } = await openAtNoon(fixture);
      const hour: Sample = { ...errorsAt(0, 9), grain: 'hour', minutes: 60 };
      const other = sampleOf('loads', at(0), { is: 'count', count: 7 });
      await store.transaction((tx) => tx.samples.save([errorsAt(0, 1), hour, other]));
      await store.transaction((tx) => tx.samples.save([errorsAt(0, 2)]));

      expect(await store.transaction((tx) => tx.samples.read(ERRORS, ALL))).toEqual([errorsAt(0, 2)]);
      expect(await store.transaction((tx) => tx.samples.read({ ...ERRORS, grain: 'hour' }, ALL))).toEqual([
        hour,
      ]);
      expect(await store.transaction((tx) => tx.samples.series())).toEqual(['errors', 'loads']);
    });

    it('reads a range, the oldest first, and removes what it is told', async () => {
      const { store } = await openAtNoon(fixture);
      const many = Array.from({ length: 1500 }, (_, minute) => errorsAt(1499 - minute, minute));
      const range = { from: at(10).toISOString(), to: at(1490).toISOString() };
      const minutes = async () =>
        (await store.transaction((tx) => tx.samples.read(ERRORS, range))).map((sample) => sample.at);
      await store.transaction((tx) => tx.samples.save(many));
      const read = await minutes();
      expect([read.length, read[0], read.at(-1)]).toEqual([1480, range.from, at(1489).toISOString()]);
      await store.transaction((tx) => tx.samples.remove(ERRORS, read.slice(1)));
      await store.transaction((tx) => tx.samples.remove({ ...ERRORS, series: 'unknown' }, read));

      expect(await minutes()).toEqual([range.from]);
    });

    it('of a series that ten begin at once are in one series', async () => {
      const { store, clock, telemetry } = await openAtNoon(fixture);
      const second = store.exclusive ? store : await fixture.open({ clock, telemetry, journal: JOURNAL });
      await Promise.all(
        Array.from({ length: 10 }, (_, minute) =>
          (minute % 2 === 0 ? store : second).transaction((tx) =>
            tx.samples.save([
              errorsAt(minute, 1),
              sampleOf(`own-${minute}`, at(0), { is: 'count', count: 1 }),
            ]),
          ),
        ),
      );

      expect(await store.transaction((tx) => tx.samples.read(ERRORS, ALL))).toHaveLength(10);
      expect(await store.transaction((tx) => tx.samples.series())).toHaveLength(11);
    });

    it.each(['', 'n', 'n x', 'n -1', 'n 1 2', 'l 1 2 3', 'l 1 2 3 4 5 noon', 'z 1', 'a 1:'])(
      'are not read from %j',
      async (text) => {
        const { store } = await openAtNoon(fixture);
        await store.transaction((tx) => tx.samples.save([errorsAt(0, 1)]));
        await fixture.place().sql(`update samples set measure = '${text}'`);

        await expect(store.transaction((tx) => tx.samples.read(ERRORS, ALL))).rejects.toThrow(RowUnreadable);
      },
    );
  });
}

import { describe, expect, it } from 'vitest';
import type { Health } from '../../../src/domain/source-health.ts';
import type { SourceState } from '../../../src/ports/tables/source-states.ts';
import { JOURNAL } from '../../harness/store/given.ts';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { later, NOON } from '../../harness/store/things.ts';
import { openAtNoon } from './job-fixture.ts';

const WORKING: Extract<Health, { is: 'working' }> = {
  is: 'working',
  since: NOON,
  workedAt: NOON,
  readAt: NOON,
  misses: null,
};

const HEALTHS: Health[] = [
  { is: 'not-read-yet' },
  WORKING,
  { ...WORKING, misses: { count: 2, since: NOON, failure: { is: 'server-error', status: 503 } } },
  { is: 'broken', since: NOON, workedAt: null, readAt: NOON, failure: { is: 'rate-limited', until: NOON } },
  { is: 'broken', since: NOON, workedAt: NOON, readAt: NOON, failure: { is: 'silent', seenBy: 'probes' } },
  { is: 'not-set-up', workedAt: null, readAt: NOON, missing: { is: 'setting', name: 'SENTRY_AUTH_TOKEN' } },
];

const sentry = (changes: Partial<SourceState> = {}): SourceState => ({
  source: 'sentry',
  health: WORKING,
  readTo: NOON,
  details: null,
  ...changes,
});

export function describeSourceStates(createPlace: () => Promise<StorePlace>): void {
  describe('the states of sources', () => {
    const fixture = useFixture(createPlace);

    it.each(HEALTHS.map((health) => [health] as const))(
      'give back what was saved, whole: %j',
      async (health) => {
        const { store } = await openAtNoon(fixture);
        const state = sentry({ health, details: { open: [{ number: 12, since: NOON }] } });
        await store.transaction((tx) => tx.sourceStates.save(state));

        expect(await store.transaction((tx) => tx.sourceStates.all())).toEqual([state]);
        expect(await store.transaction((tx) => tx.sourceStates.lock('sentry'))).toEqual(state);
      },
    );

    it('are as before the first read where a source was not read yet', async () => {
      const { store } = await openAtNoon(fixture);

      expect(await store.transaction((tx) => tx.sourceStates.lock('datadog'))).toEqual({
        source: 'datadog',
        health: { is: 'not-read-yet' },
        readTo: null,
        details: null,
      });
    });

    it('are changed by one process at a time', async () => {
      const { store, clock, telemetry } = await openAtNoon(fixture);
      const second = store.exclusive ? store : await fixture.open({ clock, telemetry, journal: JOURNAL });
      await store.transaction((tx) => tx.sourceStates.save(sentry()));
      const oneMore = (of: typeof store) =>
        of.transaction(async (tx) => {
          const state = await tx.sourceStates.lock('sentry');
          await tx.sourceStates.save({ ...state, readTo: later(state.readTo ?? NOON, 60_000) });
        });
      await Promise.all(Array.from({ length: 10 }, (_, nth) => oneMore(nth % 2 === 0 ? store : second)));

      expect((await store.transaction((tx) => tx.sourceStates.lock('sentry'))).readTo).toBe(
        later(NOON, 600_000),
      );
    });

    it('that this version does not know are left alone', async () => {
      const { store } = await openAtNoon(fixture);
      await store.transaction((tx) => tx.sourceStates.save(sentry()));
      await fixture.place().sql(`insert into source_health (source, health) values ('later', '{}')`);
      await fixture.place().sql(`update source_health set health = 'x' where source = 'sentry'`);

      expect(await store.transaction((tx) => tx.sourceStates.all())).toEqual([
        sentry({ health: { is: 'not-read-yet' } }),
      ]);
    });
  });
}

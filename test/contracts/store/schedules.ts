import { describe, expect, it } from 'vitest';
import { type Schedule, WEEKDAYS } from '../../../src/domain/schedule.ts';
import { putDueJobs } from '../../../src/engine/schedules.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { DueJob } from '../../../src/ports/tables/jobs.ts';
import type { FakeClock } from '../../harness/fakes/clock.ts';
import type { FakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { JOURNAL } from '../../harness/store/given.ts';
import { type Fixture, type StorePlace, useFixture } from '../../harness/store/place.ts';
import { eventually, left, OVER, openAtNoon } from './job-fixture.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const AT_HALF_PAST_TWO: Schedule = {
  when: { is: 'at', times: ['02:30'], days: WEEKDAYS, zone: 'Europe/Brussels' },
  job: 'verify-live',
};

interface Replicas {
  clock: FakeClock;
  telemetry: FakeTelemetry;
  store: Store;
  /** Ten alarm clocks tick at the same time. */
  tick(): Promise<void>;
}

async function openTen(fixture: Fixture, schedule: Schedule): Promise<Replicas> {
  const { store, clock, telemetry } = await openAtNoon(fixture);
  const more = store.exclusive ? [] : [1, 2].map(() => fixture.open({ clock, telemetry, journal: JOURNAL }));
  const stores = [store, ...(await Promise.all(more))];
  const settings = settingsWith({ schedules: { nightly: schedule } });
  const replicas = Array.from({ length: 10 }, (_, n) => stores[n % stores.length] ?? store);
  const tick = async () => {
    await Promise.all(replicas.map((one) => putDueJobs({ store: one, clock, telemetry, settings })));
  };
  return { store, clock, telemetry, tick };
}

/** Sets the clock to this time (ISO), without any time passing. */
function setTo(clock: FakeClock, at: string): void {
  clock.jump(Date.parse(at) - clock.now().getTime());
}

export function describeSchedules(createPlace: () => Promise<StorePlace>): void {
  describe('schedules', () => {
    const fixture = useFixture(createPlace);
    const noting = async ({ store }: Replicas): Promise<DueJob[]> => {
      const taken: DueJob[] = [];
      await fixture.work(store, async (claimed) => {
        taken.push(claimed);
        return OVER;
      });
      return taken;
    };
    const none = () => eventually(async () => expect(await left(fixture)).toBe(0));

    it.each([
      ['when spring leaves the hour out', '2026-03-28T12:00:00.000Z', '2026-03-29T01:30:00.000Z'],
      ['when autumn has the hour twice', '2026-10-24T12:00:00.000Z', '2026-10-25T00:30:00.000Z'],
    ])('puts one job for ten replicas, %s', async (_, before, due) => {
      const ten = await openTen(fixture, AT_HALF_PAST_TWO);
      setTo(ten.clock, before);
      await ten.tick();
      const taken = await noting(ten);
      for (let minutes = -1; minutes <= 121; minutes += 1) {
        // Around the time itself, and around the other time that the clocks show as half past two.
        if (minutes > 2 && minutes < 58) continue;
        if (minutes > 62 && minutes < 119) continue;
        setTo(ten.clock, new Date(Date.parse(due) + minutes * MINUTE_MS).toISOString());
        await ten.tick();
        await none();
      }
      expect(taken).toMatchObject([
        { kind: 'verify-live', subject: { kind: 'schedule', id: 'nightly' }, payload: { dueAt: due } },
      ]);
      expect(taken[0]?.payload).toMatchObject({ isLate: false, skipped: 0 });
    });

    it('catches up once after a fortnight without any process, marked late, and names what it skips', async () => {
      const ten = await openTen(fixture, AT_HALF_PAST_TWO);
      await ten.tick();
      await ten.clock.advance(14 * DAY_MS);
      await ten.tick();
      await ten.tick();
      const taken = await noting(ten);
      await none();

      expect(taken.map(({ payload }) => payload)).toEqual([
        {
          occurrence: '2026-12-07 02:30 Europe/Brussels',
          dueAt: '2026-12-07T01:30:00.000Z',
          isLate: true,
          skipped: 13,
        },
      ]);
      const said = ten.telemetry.warnings().filter(({ message }) => message.includes('skipped'));
      expect(said).toHaveLength(1);
      expect(String(said[0]?.fields?.['skipped'])).toMatch(
        /^2026-11-24 02:30 Europe\/Brussels, .*2026-12-06 02:30 Europe\/Brussels$/,
      );
    });

    it('starts with the next occurrence: a new schedule makes up for nothing', async () => {
      const ten = await openTen(fixture, { when: { is: 'every', ms: 15 * MINUTE_MS }, job: 'verify-live' });
      await ten.tick();
      expect(await left(fixture)).toBe(0);
      await ten.clock.advance(15 * MINUTE_MS);
      await ten.tick();
      expect(await left(fixture)).toBe(1);
    });

    it('has one job of an interval waiting, however long no worker takes it', async () => {
      const ten = await openTen(fixture, { when: { is: 'every', ms: MINUTE_MS }, job: 'verify-live' });
      for (let n = 0; n < 5; n += 1) {
        await ten.tick();
        await ten.clock.advance(MINUTE_MS);
      }
      expect(await left(fixture)).toBe(1);
    });

    it('puts nothing twice when the clock is set back, and goes on', async () => {
      const ten = await openTen(fixture, AT_HALF_PAST_TWO);
      const taken = await noting(ten);
      await ten.tick();
      for (const at of [
        '2026-11-24T01:30:00',
        '2026-11-24T00:40:00',
        '2026-11-24T01:31:00',
        '2026-11-25T01:30:00',
      ]) {
        setTo(ten.clock, `${at}.000Z`);
        await ten.tick();
        await none();
      }
      expect(taken.map(({ payload }) => payload)).toMatchObject([
        { dueAt: '2026-11-24T01:30:00.000Z' },
        { dueAt: '2026-11-25T01:30:00.000Z' },
      ]);
    });
  });
}

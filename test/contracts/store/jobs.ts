import { describe, expect, it } from 'vitest';
import type { DueJob } from '../../../src/ports/tables/jobs.ts';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { aJob, LONG_AGO, later, NOON } from '../../harness/store/things.ts';
import { eventually, left, OVER, openAtNoon, put, workAndNote } from './job-fixture.ts';

const HOUR_MS = 3_600_000;

const DAILY = { kind: 'schedule', id: 'daily' };

export function describeJobs(createPlace: () => Promise<StorePlace>): void {
  describe('jobs', () => {
    const fixture = useFixture(createPlace);

    it('hands out what is due, those due longest first, and nothing before its time', async () => {
      const { store, clock } = await openAtNoon(fixture);
      const handled = await workAndNote(fixture, store);
      await put(store, aJob('later', { dueAt: later(NOON, 60_000) }));
      await put(
        store,
        aJob('second', { dueAt: later(NOON, -1_000) }),
        aJob('first', { dueAt: later(NOON, -2_000) }),
      );
      await eventually(() => expect(handled).toEqual(['first', 'second']));

      await clock.untilWaiting();
      await clock.advance(60_000);
      await eventually(() => expect(handled).toEqual(['first', 'second', 'later']));
    });

    it('hands out a job as it was put', async () => {
      const { store } = await openAtNoon(fixture);
      const jobs: DueJob[] = [];
      await fixture.work(store, async (job) => {
        jobs.push(job);
        return OVER;
      });
      await put(store, aJob('tick:daily', { kind: 'verify-live', subject: DAILY, priority: 'urgent' }));
      await eventually(() => expect(jobs).toHaveLength(1));

      expect(jobs[0]).toEqual({
        id: expect.any(String),
        key: 'tick:daily',
        kind: 'verify-live',
        subject: DAILY,
        payload: null,
        priority: 'urgent',
        dueAt: NOON,
        attempts: 0,
      });
    });

    it('hands out a payload as it was put last', async () => {
      const { store } = await openAtNoon(fixture);
      const payloads: unknown[] = [];
      await put(store, aJob('told', { payload: { text: 'first' } }));
      await put(store, aJob('told', { payload: { text: 'second', list: [1, null] } }));
      await fixture.work(store, async ({ payload }) => {
        payloads.push(payload);
        return OVER;
      });
      await eventually(() => expect(payloads).toEqual([{ text: 'second', list: [1, null] }]));
    });

    it('is one job per key, due at the earliest time that was asked for', async () => {
      const { store, clock } = await openAtNoon(fixture);
      const handled = await workAndNote(fixture, store);
      await put(store, aJob('key', { dueAt: later(NOON, 60_000) }));
      await put(store, aJob('key', { dueAt: later(NOON, 10_000) }));
      await put(store, aJob('key', { dueAt: later(NOON, 90_000) }));
      await clock.untilWaiting();
      await clock.advance(10_000);
      await eventually(() => expect(handled).toEqual(['key']));
      await eventually(async () => expect(await left(fixture)).toBe(0));
    });

    it('forgets what was cancelled, and what was put in a transaction that failed', async () => {
      const { store, clock } = await openAtNoon(fixture);
      const handled = await workAndNote(fixture, store);
      await put(store, aJob('cancelled', { dueAt: later(NOON, 1_000) }));
      await store.transaction((tx) => tx.jobs.cancel('cancelled'));
      const failing = store.transaction(async (tx) => {
        await tx.jobs.put(aJob('undone'));
        throw new Error('on purpose');
      });
      await expect(failing).rejects.toThrow('on purpose');
      await put(store, aJob('marker', { dueAt: later(NOON, 2_000) }));
      await clock.untilWaiting();
      await clock.advance(2_000);
      await eventually(() => expect(handled).toEqual(['marker']));
    });

    it('keeps places for urgent jobs that normal ones never fill', async () => {
      const { store } = await openAtNoon(fixture);
      const gate = Promise.withResolvers<void>();
      const begun: string[] = [];
      await fixture.work(store, async ({ key, priority }) => {
        begun.push(key);
        if (priority === 'normal') await gate.promise;
        return OVER;
      });
      await put(store, ...Array.from({ length: 12 }, (_, n) => aJob(`normal:${n}`)));
      await eventually(() => expect(begun).toHaveLength(8));
      await put(store, aJob('rollback', { priority: 'urgent', dueAt: later(NOON, -1) }));
      await eventually(() => expect(begun).toContain('rollback'));
      expect(begun).toHaveLength(9);

      gate.resolve();
      await eventually(() => expect(begun).toHaveLength(13));
    });

    it('stops: waits for what is in hand, and takes nothing more', async () => {
      const { store } = await openAtNoon(fixture);
      const gate = Promise.withResolvers<void>();
      const begun: string[] = [];
      const worker = await fixture.work(store, async ({ key }) => {
        begun.push(key);
        await gate.promise;
        return OVER;
      });
      await put(store, aJob('in hand'));
      await eventually(() => expect(begun).toEqual(['in hand']));
      let stopped = false;
      const stopping = worker.stop(10_000).then(() => {
        stopped = true;
      });
      await put(store, aJob('too late'));
      expect(stopped).toBe(false);
      gate.resolve();
      await stopping;

      expect(begun).toEqual(['in hand']);
      expect(await left(fixture)).toBe(1);
      const handled = await workAndNote(fixture, store);
      await eventually(() => expect(handled).toEqual(['too late']));
    });

    it('lets everything else have its turn while a job is due again and again', async () => {
      const { store } = await openAtNoon(fixture);
      let handled = 0;
      const turn = Promise.withResolvers<number>();
      await fixture.work(store, async () => {
        handled += 1;
        if (handled === 1) setTimeout(() => turn.resolve(handled), 0);
        return handled < 100 ? { is: 'again', at: NOON } : OVER;
      });
      await put(store, aJob('restless'));

      expect(await turn.promise).toBeLessThan(50);
      await eventually(() => expect(handled).toBe(100));
    });

    it('takes nothing from the moment it is told to stop, though what is given back is due', async () => {
      const { store } = await openAtNoon(fixture);
      let handled = 0;
      const gate = Promise.withResolvers<void>();
      const worker = await fixture.work(store, async () => {
        handled += 1;
        await gate.promise;
        return { is: 'again', at: NOON };
      });
      await put(store, aJob('given back'));
      await eventually(() => expect(handled).toBe(1));
      const stopping = worker.stop(10_000);
      gate.resolve();
      await stopping;

      expect(handled).toBe(1);
      expect(await left(fixture)).toBe(1);
    });

    it('brings forward what was due by a clock that ran ahead, and frees its claims', async () => {
      const { store } = await openAtNoon(fixture);
      await put(
        store,
        aJob('soon, three hours ahead', { dueAt: later(NOON, 3 * HOUR_MS + 1_000) }),
        aJob('claimed three hours ahead', { dueAt: LONG_AGO }),
        aJob('in two days', { dueAt: later(NOON, 48 * HOUR_MS) }),
      );
      await fixture
        .place()
        .sql(
          `update jobs set claimed_by = 'dead', claimed_until = '${later(NOON, 3 * HOUR_MS)}' where key like 'claimed%'`,
        );
      const handled = await workAndNote(fixture, store);
      await store.transaction((tx) => tx.jobs.bringForward(later(NOON, 3 * HOUR_MS + 60_000), NOON));

      await eventually(() =>
        expect(handled.toSorted()).toEqual(['claimed three hours ahead', 'soon, three hours ahead']),
      );
      expect(await left(fixture)).toBe(1);
    });

    it('leaves a job of a kind it does not know, and says so', async () => {
      const { store, telemetry } = await openAtNoon(fixture);
      await put(store, aJob('from the future'));
      await fixture.place().sql(`update jobs set kind = 'teleport'`);
      const handled = await workAndNote(fixture, store);
      await eventually(() => expect(telemetry.warnings()).toHaveLength(1));

      expect(handled).toEqual([]);
      expect(await left(fixture)).toBe(1);
    });
  });
}

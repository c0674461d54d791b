import { describe, expect, it } from 'vitest';
import { type StorePlace, useFixture } from '../../harness/store/place.ts';
import { aJob, anOperation, later, NOON } from '../../harness/store/things.ts';
import { eventually, left, OVER, openAtNoon, put } from './job-fixture.ts';

export function describeWakeUps(createPlace: () => Promise<StorePlace>): void {
  describe('jobs that run again', () => {
    const fixture = useFixture(createPlace);

    it('loses no wake-up: what is put again while in hand runs again', async () => {
      const { store } = await openAtNoon(fixture);
      const runs: string[] = [];
      await fixture.work(store, async ({ key }) => {
        runs.push(key);
        if (runs.length === 1) await put(store, aJob('key', { dueAt: later(NOON, -1) }));
        return OVER;
      });
      await put(store, aJob('key'));
      await eventually(() => expect(runs).toEqual(['key', 'key']));
      await eventually(async () => expect(await left(fixture)).toBe(0));
    });

    it('runs again at the time of a later wake-up, or at the outcome’s, whichever is earlier', async () => {
      const { store, clock } = await openAtNoon(fixture);
      const runs: number[] = [];
      await fixture.work(store, async ({ key, dueAt }) => {
        runs.push(Date.parse(dueAt) - Date.parse(NOON));
        if (runs.length > 1) return OVER;
        await put(store, aJob(key, { dueAt: later(NOON, 30_000) }));
        return { is: 'again', at: later(NOON, 50_000) };
      });
      await put(store, aJob('key'));
      await eventually(() => expect(clock.waiting()).toBe(1));
      await clock.advance(30_000);
      await eventually(() => expect(runs).toEqual([0, 30_000]));
      await eventually(async () => expect(await left(fixture)).toBe(0));
    });

    it('tries again after a growing pause when the handler throws, and tells', async () => {
      const { store, clock, telemetry } = await openAtNoon(fixture);
      const attempts: number[] = [];
      await fixture.work(store, async (job) => {
        attempts.push(job.attempts);
        if (job.attempts < 2) throw new Error('not yet');
        return OVER;
      });
      await put(store, aJob('key'));
      for (const [pause, seen] of [
        [1_000, [0]],
        [2_000, [0, 1]],
      ] as const) {
        await eventually(() => expect(clock.waiting()).toBe(1));
        expect(attempts).toEqual(seen);
        await clock.advance(pause - 1);
        expect(attempts).toEqual(seen);
        await clock.advance(1);
        await eventually(() => expect(attempts.length).toBe(seen.length + 1));
      }
      await eventually(async () => expect(await left(fixture)).toBe(0));
      expect(telemetry.errors().map(({ message }) => message)).toEqual(['a job failed', 'a job failed']);
    });

    it('has the last change seen, however changes and runs fall together', async () => {
      const { store } = await openAtNoon(fixture);
      const ids = ['rel_a', 'rel_b', 'rel_c'];
      const seen = new Map<string, number>();
      await store.transaction(async (tx) => {
        for (const id of ids) await tx.operations.insert(anOperation({ id }));
      });
      await fixture.work(store, async ({ subject }) => {
        const operation = await store.transaction((tx) => tx.operations.get(subject.id));
        seen.set(subject.id, operation?.plan.revision ?? 0);
        return OVER;
      });
      const change = (id: string) =>
        store.transaction(async (tx) => {
          const operation = await tx.operations.lock(id);
          if (operation === undefined) throw new Error(`${id} is gone`);
          const plan = { ...operation.plan, revision: operation.plan.revision + 1 };
          await tx.operations.save({ ...operation, plan });
          await tx.jobs.put(aJob(`advance:${id}`, { subject: { kind: 'operation', id } }));
        });
      for (let n = 0; n < 40; n += 1) await Promise.all(ids.map(change));

      await eventually(async () => expect(await left(fixture)).toBe(0));
      expect(Object.fromEntries(seen)).toEqual({ rel_a: 41, rel_b: 41, rel_c: 41 });
    });
  });
}

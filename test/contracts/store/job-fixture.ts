import { vi } from 'vitest';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeClock, type FakeClock } from '../../harness/fakes/clock.ts';
import { createFakeTelemetry, type FakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL } from '../../harness/store/given.ts';
import type { Fixture } from '../../harness/store/place.ts';
import { type aJob, NOON } from '../../harness/store/things.ts';

export const OVER = { is: 'over' } as const;

/** Waits for what a worker does in its own time; fails with the last difference after 10 s. */
export function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 10 });
}

export async function openAtNoon(
  fixture: Fixture,
): Promise<{ store: Store; clock: FakeClock; telemetry: FakeTelemetry }> {
  const clock = createFakeClock(NOON);
  const telemetry = createFakeTelemetry();
  return { clock, telemetry, store: await fixture.open({ clock, telemetry, journal: JOURNAL }) };
}

export function put(store: Store, ...jobs: ReturnType<typeof aJob>[]): Promise<void> {
  return store.transaction(async (tx) => {
    for (const job of jobs) await tx.jobs.put(job);
  });
}

export async function workAndNote(fixture: Fixture, store: Store): Promise<string[]> {
  const handled: string[] = [];
  await fixture.work(store, async ({ key }) => {
    handled.push(key);
    return OVER;
  });
  return handled;
}

export async function left(fixture: Fixture): Promise<number> {
  return Number((await fixture.place().sql('select count(*) as n from jobs'))[0]?.['n']);
}

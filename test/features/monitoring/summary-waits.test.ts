import { afterEach, beforeEach, expect, it } from 'vitest';
import { sampleOf } from '../../../src/domain/sample.ts';
import type { Source } from '../../../src/engine/define-source.ts';
import { measureSource } from '../../../src/features/monitoring/measure.ts';
import { summarise } from '../../../src/features/monitoring/summarise.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

const HOUR_MS = 3_600_000;
const KEY = 'summary:daily:2027-01-05T08:00:00.000Z';

/** Tells of an hour of loads, as far as it is asked. */
const SENTRY: Source = {
  ...{ id: 'sentry', name: 'Sentry', everyMinutes: 1, lagMinutes: 2, reachMinutes: 23 * 60 },
  read: async (_, { from, to }) => {
    const hours = Math.floor((to.getTime() - from.getTime()) / HOUR_MS);
    const samples = Array.from({ length: hours }, (__, nth) =>
      sampleOf('loads:sentry/1.1.0', new Date(from.getTime() + nth * HOUR_MS), { is: 'count', count: 7 }),
    );
    return { is: 'answered', samples, details: null };
  },
};

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  Object.assign(app.context, { sources: [SENTRY] });
  const { clock } = app.world;
  await clock.move(Date.parse('2027-01-04T20:00:00Z') - clock.now().getTime());
  await measureSource(app.context, 'sentry');
  // The clock jumps to the time of the summary: what happened at night was not read.
  clock.jump(Date.parse('2027-01-05T08:00:00Z') - clock.now().getTime());
});
afterEach(() => app.close());

const row = () => app.store.transaction((tx) => tx.outbox.get(KEY));
const begin = () => {
  const due = { occurrence: 'x', dueAt: '2027-01-05T08:00:00.000Z', isLate: false, skipped: 0 };
  return summarise(app.context, { schedule: 'summary-daily', due });
};
/** So many seconds pass. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) await app.world.clock.advance(1_000);
}

it('is gathered when its sources have told of the time that Navi was away', async () => {
  const making = begin();
  await pass(5);
  expect(await row()).toBeUndefined();

  while ((await measureSource(app.context, 'sentry')).is === 'again') app.world.clock.jump(1);
  await pass(15);
  await making;
  const about = (await row())?.about;
  if (about?.is !== 'summary') throw new Error('no summary');
  expect(JSON.stringify(about.report.sections.find(({ id }) => id === 'adoption'))).toContain('1.1.0');
});

it('waits for half a minute at most', async () => {
  const making = begin();
  await pass(60);
  await making;
  expect((await row())?.about.is).toBe('summary');
});

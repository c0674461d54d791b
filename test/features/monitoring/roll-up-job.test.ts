import { afterEach, beforeEach, expect, it } from 'vitest';
import { MINUTE_MS, sampleOf } from '../../../src/domain/sample.ts';
import { readDays, saveSamples } from '../../../src/features/monitoring/samples.ts';
import { tick } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

const HOUR_MS = 60 * MINUTE_MS;

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

it('sums up days of the configured zone on its schedule, and deletes old minutes', async () => {
  const at = app.world.clock.now().getTime();
  const minutes = [0, 1, 2].map((n) =>
    sampleOf('errors', new Date(at - n * MINUTE_MS), { is: 'count', count: 2 }),
  );
  await app.store.transaction((tx) => saveSamples(tx, minutes, app.world.clock.now()));
  await tick(app, 'roll-up');
  await app.work();
  const [day] = await readDays(app.context, 'errors', 2);

  expect(app.context.settings.monitoring.zone).toBe('Europe/Brussels');
  expect(day).toMatchObject({ covered: 3, measure: { is: 'count', count: 6 } });
  expect(new Date(day?.at ?? '').toLocaleTimeString('en-GB', { timeZone: 'Europe/Brussels' })).toBe(
    '00:00:00',
  );

  app.world.clock.jump(74 * HOUR_MS);
  await tick(app, 'roll-up');
  await app.work();
  const range = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' };
  const left = await app.store.transaction((tx) =>
    tx.samples.read({ series: 'errors', grain: 'minute' }, range),
  );
  expect(left).toEqual([]);
  expect(await readDays(app.context, 'errors', 30)).toEqual([day]);
});

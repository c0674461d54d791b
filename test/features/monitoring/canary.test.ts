import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seriesName } from '../../../src/features/monitoring/series.ts';
import { controlOf } from '../../harness/world/control.ts';
import { type MeasuredApp, openMeasuredApp } from './measured-app.ts';

/** What the simulated services have in every title, message, address and person. */
const PRIVATE = /jane|roe|patient|oncology|pathway|care\.example|TypeError/i;

let fixture: MeasuredApp;
beforeEach(async () => {
  fixture = await openMeasuredApp();
}, 30_000);
afterEach(() => fixture.close());

/** Every byte that the store has written, and every line of the log. */
async function writtenText({ app, dir }: MeasuredApp): Promise<string> {
  const names = await readdir(dir);
  const files = await Promise.all(names.map((name) => readFile(join(dir, name), 'latin1')));
  return [...files, JSON.stringify(app.world.telemetry.lines)].join('\n');
}

it('stores and logs nothing of a visitor or a customer, through every adapter', async () => {
  const { app, measured, github, measure } = fixture;
  measured.add('loads', 50, { release: '1.2.0' }, 100);
  measured.add('errors', 50, { release: '1.2.0', kind: 'TypeError' }, 7);
  measured.add('requests', 50, { country: 'Belgium', continent: 'Europe', code: '200', cache: 'HIT' }, 50);
  measured.add('referrers', 50, { host: 'care.example', path: 'pathway' }, 50);
  await github.control('issues', {
    title: 'jane.roe sees oncology',
    labels: ['customer-reported'],
    by: 'jane-roe',
  });
  await github.control('alerts', { package: 'ws' });
  for (const { id } of app.context.sources) await measure(id);
  fixture.pass(20);
  // Errors whose text is about a person.
  for (const url of [...Object.values(measured.urls), github.url])
    await controlOf(url).post('faults', {
      kind: 'error',
      status: 500,
      times: 50,
      error: 'jane.roe@patients.example opened /pathway/oncology-42',
    });
  for (const { id } of app.context.sources) await measure(id);

  const series = await app.store.transaction((tx) => tx.samples.series());
  expect(series).toContain(seriesName({ is: 'errors', source: 'sentry', version: '1.2.0' }));
  expect(series).toContain(seriesName({ is: 'loads', source: 'datadog', version: '1.2.0' }));
  expect(series).toContain('cdn-requests:200/HIT');
  const states = await app.store.transaction((tx) => tx.sourceStates.all());
  expect(states.find(({ source }) => source === 'github-issues')?.details).toMatchObject({
    breaks: [{ number: 1 }],
  });
  const written = await writtenText(fixture);
  expect(written).toContain('errors:sentry/1.2.0');
  expect(PRIVATE.exec(written)?.[0]).toBeUndefined();
}, 30_000);

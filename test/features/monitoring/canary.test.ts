import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createGithub } from '../../../src/adapters/github/index.ts';
import { measureSource } from '../../../src/features/monitoring/measure.ts';
import { seriesName } from '../../../src/features/monitoring/series.ts';
import { connect, type Measured, MINUTE, openMeasured, START } from '../../contracts/measured-scene.ts';
import { appOn, type TestApp } from '../../harness/app/app.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';
import { createFakeWorld } from '../../harness/fakes/world.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { openStoreIn } from '../../harness/store/store.ts';
import { controlOf } from '../../harness/world/control.ts';
import { startWorld, type World } from '../../simulator/github/world.ts';

/** What the simulated services have in every title, message, address and person. */
const PRIVATE = /jane|roe|patient|oncology|pathway|care\.example|TypeError/i;

let dir: string;
let measured: Measured;
let github: World;
let app: TestApp;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'navi-canary-'));
  measured = await openMeasured();
  github = await startWorld({ 'a.txt': 'a' });
  const world = createFakeWorld({ clock: createFakeClock(new Date(START + 60 * MINUTE).toISOString()) });
  const store = await openStoreIn(join(dir, 'store'), world);
  app = appOn({ world, store, settings: settingsWith(), close: () => store.close() });
  const { monitoring, sentry, datadog, downloads } = connect(measured.urls);
  Object.assign(app.context, {
    traffic: monitoring,
    sentry: { service: sentry },
    datadog: { service: datadog },
    downloads,
    feedback: createGithub({
      baseUrl: github.url,
      auth: { token: 'ghs_simulated_navi' },
      repository: { owner: 'awell-health', name: 'navi' },
      deadlineMs: 5_000,
    }),
  });
}, 30_000);
afterEach(async () => {
  await app.close();
  await measured.close();
  await github.close();
  await rm(dir, { recursive: true, force: true });
});

/** Every byte that the store has written, and every line of the log. */
async function writtenText(): Promise<string> {
  const names = await readdir(join(dir, 'store'));
  const files = await Promise.all(names.map((name) => readFile(join(dir, 'store', name), 'latin1')));
  return [...files, JSON.stringify(app.world.telemetry.lines)].join('\n');
}

/** Reads a source until it has told everything. */
async function measure(id: string): Promise<void> {
  while ((await measureSource(app.context, id)).is === 'again') app.world.clock.jump(1);
}

it('stores and logs nothing of a visitor or a customer, through every adapter', async () => {
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
  app.world.clock.jump(20 * MINUTE);
  measured.setTime(START + 80 * MINUTE);
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
  const written = await writtenText();
  expect(written).toContain('errors:sentry/1.2.0');
  expect(PRIVATE.exec(written)?.[0]).toBeUndefined();
}, 30_000);

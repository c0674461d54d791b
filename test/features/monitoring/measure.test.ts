import { afterEach, describe, expect, it } from 'vitest';
import { type Sample, sampleOf } from '../../../src/domain/sample.ts';
import type { SourceId } from '../../../src/domain/source-health.ts';
import type { Source, SourceRead } from '../../../src/engine/define-source.ts';
import { measureAll, measureSource } from '../../../src/features/monitoring/measure.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

const MINUTE_MS = 60_000;
const apps: TestApp[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

async function open(): Promise<TestApp> {
  const app = await openApp();
  apps.push(app);
  return app;
}

/** A source that answers one error of 1.2.0 for each minute, unless the test says otherwise. */
function aSource(changes: Partial<Source> = {}): Source {
  return {
    id: 'sentry',
    name: 'Sentry',
    everyMinutes: 1,
    lagMinutes: 2,
    reachMinutes: 60,
    read: async (_, window) => ({ is: 'answered', samples: eachMinute(window), details: null }),
    ...changes,
  };
}

function eachMinute({ from, to }: { from: Date; to: Date }, series = 'errors:sentry/1.2.0'): Sample[] {
  const minutes = (to.getTime() - from.getTime()) / MINUTE_MS;
  return Array.from({ length: minutes }, (_, nth) =>
    sampleOf(series, new Date(from.getTime() + nth * MINUTE_MS), { is: 'count', count: 1 }),
  );
}

const measure = (app: TestApp, source: Source) =>
  measureSource({ ...app.context, sources: [source] }, source.id);
const stateOf = (app: TestApp, id: SourceId = 'sentry') =>
  app.store.transaction((tx) => tx.sourceStates.lock(id));
const minutesOf = (app: TestApp, series: string) =>
  app.store.transaction((tx) =>
    tx.samples.read({ series, grain: 'minute' }, { from: '2000', to: '2100-01-01T00:00:00Z' }),
  );

describe('measuring', () => {
  it('saves what a source answers, its health, and up to when it was read', async () => {
    const app = await open();
    const now = app.world.clock.now();
    await measure(app, aSource());

    const state = await stateOf(app);
    expect(state.health).toMatchObject({ is: 'working' });
    expect(state.readTo).toBe(new Date(Math.floor(now.getTime() / MINUTE_MS - 2) * MINUTE_MS).toISOString());
    expect(await minutesOf(app, 'errors:sentry/1.2.0')).toHaveLength(60);
  });

  it('reads a minute once, however many processes are told to', async () => {
    const app = await open();
    let reads = 0;
    const source = aSource({
      read: async (_, window) => {
        reads += 1;
        return { is: 'answered', samples: eachMinute(window), details: null };
      },
    });
    const context = { ...app.context, sources: [source] };
    await measureSource(context, 'sentry');
    await measureSource({ ...context, holder: 'process-2' }, 'sentry');

    expect(reads).toBe(1);
  });

  it('catches up after an outage, and what the source cannot tell stays a hole', async () => {
    const app = await open();
    let isAway = false;
    const source = aSource({
      read: async (_, window): Promise<SourceRead> =>
        isAway
          ? { is: 'failed', failure: { is: 'no-answer' }, problem: 'there was no answer' }
          : { is: 'answered', samples: eachMinute(window), details: null },
    });
    await measure(app, source);
    isAway = true;
    for (let minute = 0; minute < 90; minute += 1) {
      app.world.clock.jump(MINUTE_MS);
      await measure(app, source);
    }
    const saved = (await minutesOf(app, 'errors:sentry/1.2.0')).length;
    expect((await stateOf(app)).health).toMatchObject({ is: 'broken', failure: { is: 'no-answer' } });
    isAway = false;
    app.world.clock.jump(MINUTE_MS);
    await measure(app, source);

    expect(saved).toBe(60);
    // Of the 90 minutes the source still tells the last 60.
    expect(await minutesOf(app, 'errors:sentry/1.2.0')).toHaveLength(120);
    expect((await stateOf(app)).health).toMatchObject({ is: 'working' });
  });

  it('saves nothing of a source that is not set up, and says so once', async () => {
    const app = await open();
    const source = aSource({ read: async () => ({ is: 'not-configured', setting: 'SENTRY_AUTH_TOKEN' }) });
    for (let minute = 0; minute < 3; minute += 1) {
      await measure(app, source);
      app.world.clock.jump(MINUTE_MS);
    }

    expect(await app.store.transaction((tx) => tx.samples.series())).toEqual([]);
    expect((await stateOf(app)).health).toMatchObject({
      is: 'not-set-up',
      missing: { is: 'setting', name: 'SENTRY_AUTH_TOKEN' },
    });
    expect(
      app.world.telemetry.lines.filter(({ message }) => message.includes('source of measurements')),
    ).toHaveLength(1);
  });

  it('does not ask before the time that a source has named', async () => {
    const app = await open();
    let reads = 0;
    const until = new Date(app.world.clock.now().getTime() + 10 * MINUTE_MS).toISOString();
    const source = aSource({
      read: async () => {
        reads += 1;
        return { is: 'failed', failure: { is: 'rate-limited', until }, problem: 'too many' };
      },
    });
    for (let minute = 0; minute < 9; minute += 1) {
      await measure(app, source);
      app.world.clock.jump(MINUTE_MS);
    }
    expect(reads).toBe(1);
    app.world.clock.jump(MINUTE_MS);
    await measure(app, source);

    expect(reads).toBe(2);
  });

  it('does not hold a process that is to end, and leaves the read to the next one', async () => {
    const app = await open();
    const stopping = new AbortController();
    const source = aSource({ read: () => new Promise(() => {}) });
    const measured = measureSource(
      { ...app.context, sources: [source], stopping: stopping.signal },
      source.id,
    );
    setTimeout(() => stopping.abort(), 20);

    expect(await measured).toMatchObject({ is: 'again' });
    expect((await stateOf(app)).health).toEqual({ is: 'not-read-yet' });
  });

  it('keeps the details of before where a read has none', async () => {
    const app = await open();
    let details: { open: number } | null = { open: 3 };
    const source = aSource({ read: async () => ({ is: 'answered', samples: [], details }) });
    await measure(app, source);
    details = null;
    app.world.clock.jump(MINUTE_MS);
    await measure(app, source);

    expect((await stateOf(app)).details).toEqual({ open: 3 });
  });

  it('counts invented versions together, and gives those of the record a series', async () => {
    const app = await open();
    const invented = Array.from({ length: 300 }, (_, nth) => `9.0.${nth}`);
    const versions = ['1.1.0', 'not-a-version', ...invented];
    const source = aSource({
      reachMinutes: 1,
      read: async (_, { from, to }) => ({
        is: 'answered',
        samples: versions.flatMap((version) => eachMinute({ from, to }, `loads:sentry/${version}`)),
        details: null,
      }),
    });
    await app.store.transaction((tx) =>
      tx.releases.save({
        version: '9.0.299',
        releaseLine: 'v9',
        operation: null,
        commit: null,
        sha384: null,
        packages: [],
        state: { is: 'live', since: '2026-11-01T00:00:00.000Z' },
        liveAt: null,
        verifiedAt: null,
        replaced: null,
      }),
    );
    await measure(app, source);
    const names = await app.store.transaction((tx) => tx.samples.series());

    expect(names).toHaveLength(102);
    expect(names).toContain('loads:sentry/9.0.299');
    expect(await minutesOf(app, 'loads:sentry/other')).toMatchObject([{ measure: { count: 302 - 101 } }]);
  });

  it('puts a job for each source, in places of their own', async () => {
    const app = await open();
    await measureAll({ ...app.context, sources: [aSource(), aSource({ id: 'datadog' })] });
    await measureAll({ ...app.context, sources: [aSource(), aSource({ id: 'datadog' })] });
    const handled: string[] = [];
    const worker = await app.store.work(['measure-source'], async ({ key, priority }) => {
      handled.push(`${key} ${priority}`);
      return { is: 'over' };
    });
    await expect
      .poll(() => handled.toSorted())
      .toEqual(['measure:datadog background', 'measure:sentry background']);
    await worker.stop(1_000);
  });
});

describe('a source of reports that counts nothing', () => {
  const silent = () => aSource({ read: async () => ({ is: 'answered', samples: [], details: null }) });
  const healthOf = async (app: TestApp) => (await stateOf(app)).health;
  const NOTHING = { from: 0, to: 0, count: 0 };

  /** So many of this series in each minute before now, and the load balancer read up to now. */
  async function saveTraffic(app: TestApp, series: string, { from, to, count } = NOTHING): Promise<void> {
    const now = app.world.clock.now().getTime();
    const samples = Array.from({ length: from - to }, (_, nth) =>
      sampleOf(series, new Date(now - (from - nth) * MINUTE_MS), { is: 'count', count }),
    );
    await app.store.transaction(async (tx) => {
      await tx.samples.save(samples);
      const state = await tx.sourceStates.lock('google-monitoring');
      if (series.startsWith('cdn'))
        await tx.sourceStates.save({ ...state, readTo: new Date(now).toISOString() });
    });
  }

  it('is broken while the load balancer sees traffic, and works again with the first load', async () => {
    const app = await open();
    await saveTraffic(app, 'cdn-requests:200/HIT', { from: 30, to: 0, count: 10 });
    await measure(app, silent());
    expect(await healthOf(app)).toMatchObject({
      is: 'broken',
      failure: { is: 'silent', seenBy: 'the load balancer' },
    });
    app.world.clock.jump(MINUTE_MS);
    const reporting = aSource({
      read: async (_, window) => ({
        is: 'answered',
        samples: eachMinute(window, 'loads:sentry/1.2.0'),
        details: null,
      }),
    });
    await measure(app, reporting);

    expect(await healthOf(app)).toMatchObject({ is: 'working' });
  });

  it('is broken while another source of reports counts loads, too', async () => {
    const app = await open();
    await saveTraffic(app, 'cdn-requests:200/HIT', { from: 30, to: 0, count: 10 });
    await saveTraffic(app, 'loads:datadog/1.2.0', { from: 30, to: 0, count: 10 });
    await measure(app, silent());

    expect(await healthOf(app)).toMatchObject({ is: 'broken', failure: { is: 'silent' } });
  });

  it.each([
    ['hardly anybody comes', 'cdn-requests:200/HIT', { from: 30, to: 0, count: 1 }],
    ['the probes have run for an hour only', 'probe-requests:a', { from: 60, to: 0, count: 1 }],
    ['nothing else is measured', 'breaks:reported', { from: 30, to: 0, count: 1 }],
  ])('works while %s', async (_, series, traffic) => {
    const app = await open();
    await saveTraffic(app, series, traffic);
    await measure(app, silent());

    expect(await healthOf(app)).toMatchObject({ is: 'working' });
  });

  it('is broken after six hours in which only the probes see the script', async () => {
    const app = await open();
    await saveTraffic(app, 'probe-requests:a', { from: 360, to: 0, count: 3 });
    await measure(app, silent());

    expect(await healthOf(app)).toMatchObject({ failure: { is: 'silent', seenBy: 'Navi’s own probe' } });
  });
});

describe('Navi’s own probes', () => {
  it('are requests, failures, latencies and ages of what is live', async () => {
    const app = await open();
    const source = app.context.sources.find(({ id }) => id === 'probes');
    if (source === undefined) throw new Error('there is no source of probes');
    await app.store.transaction((tx) =>
      tx.surfaces.setLive(
        'pointer:v1',
        { version: '1.1.0' },
        { operation: 'adopted', at: app.world.clock.now().toISOString(), verifiedAt: null },
      ),
    );
    app.world.edge.cut('probe-b');
    await measure(app, source);
    const measured = async (series: string) => (await minutesOf(app, series)).map(({ measure }) => measure);

    expect(await measured('probe-requests:probe-a')).toEqual([{ is: 'count', count: 1 }]);
    expect(await measured('probe-failures:probe-a')).toEqual([{ is: 'count', count: 0 }]);
    expect(await measured('probe-failures:probe-b')).toEqual([{ is: 'count', count: 1 }]);
    expect(await measured('probe-latency:probe-a')).toMatchObject([{ is: 'histogram' }]);
    expect(await measured('probe-latency:probe-b')).toEqual([]);
    expect(await measured('probe-age:probe-a')).toMatchObject([{ is: 'value', times: 1 }]);
    expect((await stateOf(app, 'probes')).details).toMatchObject({
      readings: [
        { probe: 'probe-a', sha384: expect.any(String) },
        { probe: 'probe-b', sha384: null },
      ],
    });
  });
});

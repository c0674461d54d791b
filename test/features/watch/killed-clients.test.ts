import { afterEach, describe, expect, it } from 'vitest';
import type { Context } from '../../../src/engine/context.ts';
import { seriesName } from '../../../src/features/monitoring/index.ts';
import { measureSource } from '../../../src/features/monitoring/measure.ts';
import { watchReleases } from '../../../src/features/watch/look.ts';
import type { DueJob } from '../../../src/ports/tables/jobs.ts';
import { JOBS } from '../../harness/app/jobs.ts';
import { dying, isKilled } from '../../harness/store/dying.ts';
import { openWatchedApp, type Visits, type WatchedApp } from './watched-app.ts';

const VISITS: Visits = { '1.2.0': [60, 1], '1.1.0': [140, 2] };
const WORSE: Visits = { '1.2.0': [100, 10], '1.1.0': [400, 1] };

let fixture: WatchedApp;
afterEach(() => fixture.close());

/** The process is killed with this commit of its work. True where it came so far. */
function killedAt(at: number, work: (context: Context) => Promise<unknown>): Promise<boolean> {
  const { context } = fixture.app;
  return isKilled(work({ ...context, store: dying(context.store, at).store }));
}

/** Of all minutes. */
async function total(is: 'loads' | 'errors', source: 'datadog' | 'sentry', version: string): Promise<number> {
  const of = { series: seriesName({ is, source, version }), grain: 'minute' } as const;
  const samples = await fixture.app.store.transaction((tx) =>
    tx.samples.read(of, { from: '2000', to: '3000' }),
  );
  return samples.reduce((sum, { measure }) => sum + (measure.is === 'count' ? measure.count : 0), 0);
}

describe('a process that is killed while it measures, through the real clients', () => {
  it.each(['datadog', 'sentry'] as const)(
    'counts each load of %s once, killed at each commit',
    { timeout: 120_000 },
    async (source) => {
      fixture = await openWatchedApp({ sources: [] });
      let minutes = 0;
      for (let at = 1, died = true; died; at += 1) {
        await fixture.counted(3, VISITS);
        minutes += 3;
        died = await killedAt(at, (context) => measureSource(context, source));
        await fixture.measure(source);
        expect(at).toBeLessThan(10);
      }
      // A source tells of its newest minutes late, and one that did not answer in time is asked again.
      for (let nth = 0; nth < 4; nth += 1) {
        await fixture.counted(5, {});
        await fixture.measure(source);
      }
      for (const [version, [loads, errors]] of Object.entries(VISITS)) {
        expect(await total('loads', source, version)).toBe(loads * minutes);
        expect(await total('errors', source, version)).toBe(errors * minutes);
      }
    },
  );

  it('posts each summary of it once, killed at each commit', { timeout: 120_000 }, async () => {
    fixture = await openWatchedApp();
    await fixture.counted(15, VISITS);
    const { app } = fixture;
    const job = (kind: string, id: string, payload: unknown = null): DueJob => ({
      ...{ id: kind, key: kind, kind, payload, priority: 'normal', dueAt: '', attempts: 0 },
      subject: { kind: kind === 'summarise' ? 'schedule' : 'summary', id },
    });
    const deliver = job('deliver', 'daily');
    let day = 0;
    const dueNow = () => {
      day += 1;
      const dueAt = new Date(app.world.clock.now().getTime()).toISOString();
      return job('summarise', 'summary-daily', {
        ...{ occurrence: `day ${day}`, dueAt, isLate: false, skipped: 0 },
      });
    };
    const posts = () => app.world.chat.posts.filter(({ key }) => key?.startsWith('summary:daily:'));
    for (const is of ['gathered', 'posted'] as const)
      for (let at = 1, died = true; died; at += 1) {
        const gather = dueNow();
        if (is === 'posted') await JOBS.run(app.context, gather);
        died = await killedAt(at, (context) => JOBS.run(context, is === 'posted' ? deliver : gather));
        await JOBS.run(app.context, gather);
        await JOBS.run(app.context, deliver);
        await app.work(30_000);
        expect(posts(), `${is}, killed at ${at}`).toHaveLength(day);
        expect(at).toBeLessThan(60);
      }
    expect(JSON.stringify(posts().at(-1)?.message)).toContain('1.2.0');
    expect(day).toBeGreaterThan(4);
  });
});

describe('a process that is killed in the watch, through Datadog’s real client', () => {
  /** Those of the look that decides, and one more: at that it has ended. */
  const COMMITS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

  it.each(COMMITS)('rolls back once, killed at commit %i', { timeout: 120_000 }, async (at) => {
    fixture = await openWatchedApp({ automaticRollback: 'on' });
    await fixture.counted(15, WORSE);
    await watchReleases(fixture.app.context);
    await fixture.counted(1, WORSE);
    await killedAt(at, (context) => measureSource(context, 'datadog'));
    const died = await killedAt(at, watchReleases);
    await watchReleases(fixture.app.context);
    await fixture.app.work(60_000);
    await watchReleases(fixture.app.context);
    await fixture.app.work(5_000);

    const ended = await fixture.app.store.transaction((tx) => tx.operations.endedSince('2000'));
    expect(ended.filter(({ kind }) => kind === 'rollback')).toHaveLength(1);
    const events = (await fixture.events()).filter((event) => event.startsWith('watch-'));
    expect(events).toEqual(['watch-begun', 'watch-judged', 'watch-over']);
    expect(fixture.calls()).toHaveLength(1);
    expect(fixture.text()).toContain('counted by Datadog');
    // The table has every commit of the look.
    expect(died).toBe(at < COMMITS.length);
  });
});

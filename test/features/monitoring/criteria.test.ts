import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { add, EMPTY } from '../../../src/domain/histogram.ts';
import type { Json } from '../../../src/domain/json.ts';
import { levelAt, type Measure, MINUTE_MS, type Sample } from '../../../src/domain/sample.ts';
import type { Health, SourceId } from '../../../src/domain/source-health.ts';
import { judgeCriteria, readBurns } from '../../../src/features/monitoring/criteria.ts';
import { daysUpTo } from '../../../src/features/monitoring/measured.ts';
import { type Series, seriesName } from '../../../src/features/monitoring/series.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { choose, release } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

const HOUR_MS = 60 * MINUTE_MS;
const JOBS_OF_RUN = { claim: 'success', build: 'success' } as const;

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const verdicts = async () =>
  Object.fromEntries(
    (await judgeCriteria(app.context)).map(({ criterion, verdict }) => [criterion.id, verdict]),
  );

/** Days of the last 30 and their hours, each day with this measure. */
async function measure(series: Series, of: (at: Date) => Measure, days = 30): Promise<void> {
  const { zone } = app.context.settings.monitoring;
  const { from, to } = daysUpTo(app.world.clock.now(), { days, zone });
  const rows: Sample[] = [];
  const row = (grain: 'day' | 'hour', at: number): Sample => ({
    ...{ series: seriesName(series), grain, at: new Date(at).toISOString() },
    ...{ minutes: grain === 'day' ? 1440 : 60, covered: 60, isAtLeast: false, measure: of(new Date(at)) },
  });
  for (let at = from.getTime(); at < to.getTime(); at += 24 * HOUR_MS) rows.push(row('day', at));
  for (let at = from.getTime(); at < to.getTime(); at += HOUR_MS) rows.push(row('hour', at));
  await app.store.transaction((tx) => tx.samples.save(rows));
}

async function sourceIs(source: SourceId, health: Health, details: Json = null): Promise<void> {
  await app.store.transaction((tx) => tx.sourceStates.save({ source, health, readTo: null, details }));
}

const at = () => app.world.clock.now().toISOString();
const working = (): Health => ({ is: 'working', since: at(), workedAt: at(), readAt: at(), misses: null });
const count = (n: number) => (): Measure => ({ is: 'count', count: n });
const durations = (ms: number) => (): Measure => ({ is: 'histogram', histogram: add(EMPTY, ms, 100) });

describe('the criteria', () => {
  it('cannot be judged where nothing was measured, and say why', async () => {
    await sourceIs('google-monitoring', {
      is: 'not-set-up',
      workedAt: null,
      readAt: at(),
      missing: { is: 'setting', name: 'GOOGLE_CLOUD_PROJECT' },
    });
    await sourceIs('dependabot', {
      is: 'broken',
      since: at(),
      workedAt: null,
      readAt: at(),
      failure: { is: 'unauthorized' },
    });

    expect(await verdicts()).toMatchObject({
      availability: {
        is: 'cannot-judge',
        why: 'Google Cloud Monitoring is not set up: GOOGLE_CLOUD_PROJECT is not set. Set GOOGLE_CLOUD_PROJECT',
      },
      latency: { is: 'cannot-judge', why: expect.stringContaining('GOOGLE_CLOUD_PROJECT is not set') },
      'npm-publish': { is: 'cannot-judge', why: '0 of at least 100 publishes' },
      breaks: { is: 'cannot-judge', why: 'GitHub’s issue list has not been read yet' },
      budgets: { is: 'cannot-judge', why: 'no release with a known commit is live yet' },
      vulnerabilities: {
        is: 'cannot-judge',
        why: expect.stringMatching(/^Dependabot is broken since .* \(401\)\. Replace the token$/),
      },
    });
  });

  it('are judged by the uptime checks, and the clients’ latency in each location', async () => {
    await measure({ is: 'uptime-requests', location: 'eur-belgium' }, count(1440));
    await measure({ is: 'uptime-failures', location: 'eur-belgium' }, count(1));
    await measure({ is: 'cdn-requests', responseClass: '500', cache: 'MISS' }, count(100_000));
    await measure({ is: 'uptime-latency', location: 'eur-belgium' }, durations(80));
    await measure({ is: 'cdn-latency', continent: 'Asia' }, durations(250));

    expect(await verdicts()).toMatchObject({
      availability: { is: 'met', shown: '99.93 % (43,170 of 43,200)' },
      latency: {
        is: 'missed',
        shown: expect.stringMatching(/^Asia \(clients\) 2\d\d ms, eur-belgium \(uptime check\) \d+ ms$/),
        why: 'too slow in Asia (clients)',
      },
    });
  });

  it('are judged by the load balancer where there are no uptime checks', async () => {
    await measure({ is: 'cdn-requests', responseClass: '200', cache: 'HIT' }, count(990));
    await measure({ is: 'cdn-requests', responseClass: '0', cache: 'MISS' }, count(10));

    expect(await verdicts()).toMatchObject({
      availability: { is: 'missed', shown: '99 % (29,700 of 30,000)', why: '300 of 30,000 failed' },
    });
  });

  it('need most of the window', async () => {
    await measure({ is: 'uptime-requests', location: 'eur-belgium' }, count(1440), 15);

    expect(await verdicts()).toMatchObject({
      availability: { is: 'cannot-judge', why: expect.stringMatching(/^4\d(\.\d+)? % of the window/) },
    });
  });

  it('count a publish that the record has, and a vulnerability until a release brings the fix', async () => {
    await release(app);
    const ago = (hours: number) => new Date(app.world.clock.now().getTime() - hours * HOUR_MS).toISOString();
    await sourceIs('dependabot', working(), {
      is: 'vulnerabilities',
      alerts: [
        // Fixed before the release, which brought it: in time.
        {
          ...{ number: 1, package: 'a', severity: 'high' },
          openedAt: ago(9),
          fixedAt: ago(8),
          dismissedAt: null,
        },
        // Fixed an hour ago, and no release since: customers wait.
        {
          ...{ number: 2, package: 'b', severity: 'high' },
          openedAt: ago(30),
          fixedAt: ago(-1),
          dismissedAt: null,
        },
        {
          ...{ number: 3, package: 'c', severity: 'high' },
          openedAt: ago(99),
          fixedAt: null,
          dismissedAt: ago(98),
        },
      ],
      isAtLeast: false,
    });
    await sourceIs('github-issues', working(), {
      is: 'breaks',
      breaks: [{ number: 7, reportedAt: ago(2), closedAt: null }],
      isAtLeast: false,
    });
    await measure({ is: 'breaks', what: 'open' }, (day) => levelAt(day, 1));

    expect(await verdicts()).toMatchObject({
      'npm-publish': { is: 'cannot-judge', shown: '2 of 2' },
      vulnerabilities: { is: 'missed', shown: '2 of 3', why: 'too late: b (high)' },
      breaks: { is: 'missed', shown: '1', why: '1 reported' },
    });
  });

  it('count what a failed run did not publish', async () => {
    app.world.scm.onRun((run) => void app.world.runWorkflow(run, { ...JOBS_OF_RUN, publish: 'failure' }));
    const asked = await app.request();
    await app.approve(asked);
    await app.work();
    await choose(app, 'abandon', asked);
    await app.work();

    expect(await verdicts()).toMatchObject({ 'npm-publish': { is: 'cannot-judge', shown: '0 of 2' } });
  });

  it('measure the live loader against the budget of its commit', async () => {
    await release(app);
    const text = async (path: string) => {
      if (path === 'navi.release.json')
        return JSON.stringify({ loader: 'dist/l.js', budgets: 'budgets.json' });
      return path === 'budgets.json' ? JSON.stringify({ 'dist/l.js': { bytes: 5 } }) : undefined;
    };
    const context = { ...app.context, scm: { ...app.context.scm, textFile: text } };
    const judged = await judgeCriteria(context);

    expect(judged.find(({ criterion }) => criterion.id === 'budgets')?.verdict).toMatchObject({
      is: 'missed',
      why: 'over budget: v1.2.0',
    });
  });

  it('leave the budgets open where GitHub does not answer, and judge the others', async () => {
    await release(app);
    const textFile = () =>
      Promise.reject(
        new ServiceError({
          service: 'github',
          call: 'textFile',
          kind: 'unknown',
          problem: 'no answer in time',
        }),
      );
    const context = { ...app.context, scm: { ...app.context.scm, textFile } };
    const judged = await judgeCriteria(context);

    expect(judged).toHaveLength(6);
    expect(judged.find(({ criterion }) => criterion.id === 'budgets')?.verdict).toEqual({
      is: 'cannot-judge',
      shown: null,
      why: 'GitHub did not answer: no answer in time',
    });
  });
});

describe('the error budget', () => {
  it('burns by the minutes of one and of six hours, and not by old ones', async () => {
    const now = app.world.clock.now().getTime();
    const rows = ['uptime-requests', 'uptime-failures'].flatMap((is) =>
      Array.from({ length: 360 }, (_, n): Sample => {
        const bad = n < 60 ? 5 : 0;
        return {
          ...{ series: `${is}:eur-belgium`, grain: 'minute', minutes: 1, covered: 1, isAtLeast: false },
          at: new Date(Math.floor(now / MINUTE_MS) * MINUTE_MS - (n + 4) * MINUTE_MS).toISOString(),
          measure: { is: 'count', count: is === 'uptime-requests' ? 10 : bad },
        };
      }),
    );
    await app.store.transaction((tx) => tx.samples.save(rows));

    expect(await readBurns(app.context)).toMatchObject([
      { hours: 1, burn: { is: 'burning' } },
      { hours: 6, burn: { is: 'burning' } },
    ]);

    app.world.clock.jump(HOUR_MS);
    expect(await readBurns(app.context)).toMatchObject([
      { burn: { is: 'cannot-judge', why: 'nothing was measured' } },
      { burn: { is: 'cannot-judge' } },
    ]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { type SimulatedSentry, startSentry } from '../../../simulator/sentry/index.ts';
import { minuteOf } from '../../../simulator/visitors/minutes.ts';
import { createTraffic, type Traffic } from '../../../simulator/visitors/traffic.ts';
import { controlOf } from '../../harness/world/control.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-27T09:00:00Z');
const RELEASES = ['navi-loader@1.1.0', 'navi-loader@1.2.0'];

let at: number;
let traffic: Traffic;
let sentry: SimulatedSentry;

beforeEach(async () => {
  at = START + 60 * MINUTE;
  traffic = createTraffic();
  sentry = await startSentry({
    source: { traffic, caughtUp: async () => undefined },
    token: 'secret',
    clock: createWorldClock({ machine: () => at }),
  });
});
afterEach(() => sentry.close());

type Query = Record<string, string | string[]>;

async function get(path: string, query: Query, authorization: string | undefined = 'Bearer secret') {
  const url = new URL(`${sentry.url}/api/0/organizations/awell-health/${path}/`);
  for (const [name, values] of Object.entries(query))
    for (const value of [values].flat()) url.searchParams.append(name, value);
  const answer = await fetch(url, { headers: authorization === '' ? {} : { authorization } });
  const body = z.record(z.string(), z.unknown()).parse(await answer.json());
  return { status: answer.status, headers: answer.headers, body };
}

const loads = (minute: number, version: string, count: number) =>
  traffic.loads.add({ release: version }, minuteOf(START) + minute, count);
const errors = (minute: number, version: string, count: number, kind = 'TypeError') =>
  traffic.errors.add({ release: version, kind }, minuteOf(START) + minute, count);
const byRelease = { dataset: 'errors', field: ['release', 'count()'], sort: '-count()', statsPeriod: '1h' };

describe('events/', () => {
  it('counts errors by release', async () => {
    errors(1, '1.1.0', 3);
    errors(2, '1.2.0', 30);
    errors(3, '1.2.0', 5, 'NetworkError');

    const { body } = await get('events', byRelease);

    expect(body['data']).toEqual([
      { release: 'navi-loader@1.2.0', 'count()': 35 },
      { release: 'navi-loader@1.1.0', 'count()': 3 },
    ]);
    expect(body['meta']).toMatchObject({ fields: { release: 'string', 'count()': 'integer' } });
  });

  it('counts loads as transactions, as far as they are sampled', async () => {
    loads(1, '1.2.0', 10_000);
    const ask = async () =>
      (await get('events', { ...byRelease, dataset: 'transactions' })).body['data'] as {
        'count()': number;
      }[];

    expect(await ask()).toEqual([{ release: 'navi-loader@1.2.0', 'count()': 10_000 }]);
    await controlOf(sentry.url).pace({ sentrySampleRate: 0.2 });
    const [part] = await ask();
    expect(part?.['count()']).toBeGreaterThan(1800);
    expect(part?.['count()']).toBeLessThan(2200);
  });

  it('searches and gives the top issues', async () => {
    errors(1, '1.2.0', 3);
    errors(1, '1.2.0', 9, 'NetworkError');
    errors(1, '1.1.0', 50);

    const { body } = await get('events', {
      dataset: 'errors',
      field: ['issue.id', 'last_seen()', 'count()'],
      query: 'release:"navi-loader@1.2.0" environment:production !error.type:SecurityError',
      sort: '-count()',
      start: '2026-11-27T09:00:00',
      end: '2026-11-27T10:00:00',
    });

    expect(body['data']).toEqual([
      { 'issue.id': '5000002', 'last_seen()': '2026-11-27T09:01:00Z', 'count()': 9 },
      { 'issue.id': '5000001', 'last_seen()': '2026-11-27T09:01:00Z', 'count()': 3 },
    ]);
  });

  it('has pages, and a link that says whether there is another', async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) errors(1, version, 1);
    const first = await get('events', { ...byRelease, per_page: '2' });
    const link = first.headers.get('link') ?? '';
    const cursor = /rel="next"; results="true"; cursor="([^"]+)"/.exec(link)?.[1] ?? '';
    const second = await get('events', { ...byRelease, per_page: '2', cursor });

    expect(first.body['data']).toHaveLength(2);
    expect(second.body['data']).toHaveLength(1);
    expect(second.headers.get('link')).toContain('rel="next"; results="false"');
  });

  it('does not have what came a moment ago', async () => {
    errors(60, '1.2.0', 4);
    at += 5_000;
    expect((await get('events', byRelease)).body['data']).toEqual([]);
    at += 10_000;
    expect((await get('events', byRelease)).body['data']).toHaveLength(1);
  });

  it.each([
    ['no field', {}, 400, 'No columns'],
    ['21 fields', { field: Array.from({ length: 21 }, (_, nth) => `f${nth}`) }, 400, 'up to 20 fields'],
    ['an order by what is not asked for', { field: ['count()'], sort: '-release' }, 400, 'not selected'],
    ['a project by name', { field: ['count()'], project: 'navi-loader' }, 400, 'must be numbers'],
    ['another project', { field: ['count()'], project: '7' }, 403, 'permission'],
    ['101 rows', { field: ['count()'], per_page: '101' }, 400, 'per_page'],
    ['a start without an end', { field: ['count()'], start: '2026-11-27' }, 400, 'both required'],
    ['a period that is none', { field: ['count()'], statsPeriod: 'long' }, 400, 'statsPeriod'],
    ['what is not built', { field: ['p95()'] }, 405, 'not built'],
    ['another dataset', { field: ['count()'], dataset: 'spans' }, 405, 'not built'],
  ])('refuses %s', async (_, query, status, words) => {
    const { body, ...answer } = await get('events', query);

    expect(answer.status).toBe(status);
    expect(body['detail']).toContain(words);
  });
});

describe('events-stats/', () => {
  it('counts by the minute; silent minutes are 0', async () => {
    errors(0, '1.2.0', 3);
    errors(2, '1.2.0', 5);

    const { body } = await get('events-stats', {
      dataset: 'errors',
      interval: '1m',
      start: '2026-11-27T09:00:00Z',
      end: '2026-11-27T09:03:00Z',
    });

    const second = START / 1000;
    expect(body['data']).toEqual([
      [second, [{ count: 3 }]],
      [second + 60, [{ count: 0 }]],
      [second + 120, [{ count: 5 }]],
    ]);
  });

  it('gives a series for each release', async () => {
    loads(0, '1.1.0', 30);
    loads(1, '1.2.0', 50);

    const { body } = await get('events-stats', {
      dataset: 'transactions',
      interval: '1m',
      field: ['release', 'count()'],
      topEvents: '5',
      statsPeriod: '1h',
    });

    expect(Object.keys(body)).toEqual(RELEASES.toReversed());
    expect(body['navi-loader@1.2.0']).toMatchObject({ order: 0 });
  });

  it('refuses more points than it can draw', async () => {
    const { status } = await get('events-stats', { interval: '1m', statsPeriod: '90d' });
    expect(status).toBe(400);
  });
});

describe('sessions/', () => {
  const sessions = { field: 'sum(session)', groupBy: 'release', statsPeriod: '2h' };

  it('counts loads by the hour, whole hours, never sampled', async () => {
    await controlOf(sentry.url).pace({ sentrySampleRate: 0.01 });
    at += 20 * MINUTE;
    loads(1, '1.1.0', 30);
    loads(70, '1.1.0', 7);
    loads(3, '1.2.0', 100);
    errors(3, '1.2.0', 4);

    const { body } = await get('sessions', {
      ...sessions,
      field: ['sum(session)', 'crash_free_rate(session)'],
    });

    expect(body).toMatchObject({
      start: '2026-11-27T08:00:00Z',
      end: '2026-11-27T11:00:00Z',
      intervals: ['2026-11-27T08:00:00Z', '2026-11-27T09:00:00Z', '2026-11-27T10:00:00Z'],
      groups: [
        {
          by: { release: 'navi-loader@1.1.0' },
          totals: { 'sum(session)': 37, 'crash_free_rate(session)': 1 },
          series: { 'sum(session)': [0, 30, 7], 'crash_free_rate(session)': [null, 1, 1] },
        },
        {
          by: { release: 'navi-loader@1.2.0' },
          totals: { 'sum(session)': 100, 'crash_free_rate(session)': 0.96 },
        },
      ],
    });
  });

  it.each([
    ['minutes', { interval: '5m' }, 'minimum interval of one hour'],
    ['7 hours', { interval: '7h' }, 'divide one day'],
    ['two days', { interval: '2d' }, 'less than one day'],
    ['too many points', { statsPeriod: '500d' }, 'too many results'],
    ['an unknown field', { field: 'sum(visits)' }, 'Invalid field'],
  ])('refuses %s', async (_, more, words) => {
    const { status, body } = await get('sessions', { ...sessions, ...more });

    expect(status).toBe(400);
    expect(body['detail']).toContain(words);
  });
});

it('errors that spike protection drops are missing, and only stats_v2/ tells', async () => {
  errors(1, '1.2.0', 400);
  errors(1, '1.1.0', 100);
  await controlOf(sentry.url).pace({ sentryDropsAbove: 50 });

  expect((await get('events', byRelease)).body['data']).toEqual([
    { release: 'navi-loader@1.2.0', 'count()': 40 },
    { release: 'navi-loader@1.1.0', 'count()': 10 },
  ]);
  const { body } = await get('stats_v2', {
    field: 'sum(quantity)',
    groupBy: ['outcome', 'reason'],
    statsPeriod: '1h',
  });
  expect(body['groups']).toMatchObject([
    { by: { outcome: 'accepted' }, totals: { 'sum(quantity)': 50 } },
    { by: { outcome: 'rate_limited', reason: 'project_abuse_limit' }, totals: { 'sum(quantity)': 450 } },
  ]);
});

describe('a caller', () => {
  it.each([
    ['without a token', '', 401],
    ['with another token', 'Bearer other', 401],
  ])('%s is refused', async (_, authorization, status) => {
    expect(await get('events', byRelease, authorization)).toMatchObject({ status });
  });

  it('whose token is for releases only may not read', async () => {
    await controlOf(sentry.url).post('token', { scopes: ['org:ci'] });
    expect(await get('events', byRelease)).toMatchObject({ status: 403 });
  });

  it('who asks too often is told so, for each endpoint apart', async () => {
    await controlOf(sentry.url).pace({ sentryRateLimit: 1 });
    const first = await get('events', byRelease);

    expect(first.headers.get('x-sentry-rate-limit-remaining')).toBe('0');
    expect(await get('events', byRelease)).toMatchObject({ status: 429 });
    expect(await get('sessions', { field: 'sum(session)' })).toMatchObject({ status: 200 });
    at += 1000;
    expect(await get('events', byRelease)).toMatchObject({ status: 200 });
  });
});

it('what is not built says so', async () => {
  expect((await fetch(`${sentry.url}/api/0/organizations/awell-health/issues/`)).status).toBe(405);
});

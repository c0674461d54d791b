import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type SimulatedDatadog, startDatadog } from '../../../simulator/datadog/index.ts';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { minuteOf } from '../../../simulator/visitors/minutes.ts';
import { createTraffic, type Traffic } from '../../../simulator/visitors/traffic.ts';
import { controlOf } from '../../harness/world/control.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-27T09:00:00Z');
const KEYS = { 'dd-api-key': 'api', 'dd-application-key': 'app' };

const Answer = z.object({
  data: z
    .object({
      buckets: z.array(
        z.object({ by: z.record(z.string(), z.string()), computes: z.record(z.string(), z.unknown()) }),
      ),
    })
    .optional(),
  errors: z.array(z.string()).optional(),
});

let at: number;
let traffic: Traffic;
let datadog: SimulatedDatadog;

beforeEach(async () => {
  at = START + 60 * MINUTE;
  traffic = createTraffic();
  datadog = await startDatadog({
    source: { traffic, caughtUp: async () => undefined },
    keys: { api: 'api', app: 'app' },
    clock: createWorldClock({ machine: () => at }),
  });
});
afterEach(() => datadog.close());

async function aggregate(body: object, headers: Record<string, string> = KEYS) {
  const answer = await fetch(`${datadog.url}/api/v2/rum/analytics/aggregate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, ...Answer.parse(await answer.json()) };
}

const count = { aggregation: 'count' };
const loads = (minute: number, release: string, some: number) =>
  traffic.loads.add({ release }, minuteOf(START) + minute, some);
const errors = (minute: number, release: string, some: number, kind = 'TypeError') =>
  traffic.errors.add({ release, kind }, minuteOf(START) + minute, some);

describe('RUM events', () => {
  it('are counted by version, the most first', async () => {
    loads(1, '1.1.0', 40);
    loads(2, '1.2.0', 70);
    errors(2, '1.2.0', 7);

    const views = await aggregate({
      compute: [count],
      filter: { query: '@type:view service:navi-loader', from: 'now-1h', to: 'now' },
      group_by: [{ facet: 'version' }],
    });

    expect(views.data?.buckets).toEqual([
      { by: { version: '1.2.0' }, computes: { c0: 70 } },
      { by: { version: '1.1.0' }, computes: { c0: 40 } },
    ]);
  });

  it('are counted over time, with holes for silent minutes', async () => {
    errors(1, '1.2.0', 3);
    errors(3, '1.2.0', 2, 'NetworkError');

    const { data } = await aggregate({
      compute: [{ ...count, type: 'timeseries', interval: '1m' }],
      filter: {
        query: '@type:error AND version:1.2.*',
        from: new Date(START).toISOString(),
        to: String(START + 10 * MINUTE),
      },
    });

    expect(data?.buckets).toEqual([
      {
        by: {},
        computes: {
          c0: [
            { time: '2026-11-27T09:01:00.000Z', value: 3 },
            { time: '2026-11-27T09:03:00.000Z', value: 2 },
          ],
        },
      },
    ]);
  });

  it('are not there for a while, and one bucket says so', async () => {
    loads(60, '1.2.0', 5);
    at += 10_000;
    const ask = async () =>
      (await aggregate({ compute: [count], filter: { query: '@type:view' } })).data?.buckets[0]?.computes[
        'c0'
      ];

    expect(await ask()).toBe(0);
    at += 20_000;
    expect(await ask()).toBe(5);
  });

  it('that are not sampled are missing, the same ones each time', async () => {
    loads(1, '1.2.0', 10_000);
    await controlOf(datadog.url).pace({ datadogSampleRate: 0.1 });
    const ask = async () =>
      (await aggregate({ compute: [count], filter: { from: 'now-1h', query: '@type:view' } })).data
        ?.buckets[0]?.computes['c0'];

    const first = await ask();
    expect(first).toBeGreaterThan(850);
    expect(first).toBeLessThan(1150);
    expect(await ask()).toBe(first);
  });
});

describe('what the real API refuses', () => {
  it.each([
    ['no API key', {}, 401],
    ['no application key', { 'dd-api-key': 'api' }, 403],
  ])('%s', async (_, headers, status) => {
    expect(await aggregate({ compute: [count] }, headers)).toMatchObject({ status });
  });

  it('a key without the permission', async () => {
    await controlOf(datadog.url).post('permission', { allowed: false });
    expect(await aggregate({ compute: [count] })).toMatchObject({ status: 403, errors: ['Forbidden'] });
  });

  it.each([
    ['no compute', {}],
    ['timezone and offset', { compute: [count], options: { timezone: 'UTC', time_offset: 60 } }],
    ['a time that is none', { compute: [count], filter: { from: 'now-1y' } }],
    ['a range that goes back', { compute: [count], filter: { from: 'now', to: 'now-1h' } }],
    ['a search that is none', { compute: [count], filter: { query: '@type:' } }],
  ])('%s', async (_, body) => {
    expect(await aggregate(body)).toMatchObject({ status: 400, errors: [expect.any(String)] });
  });

  it('more calls than the headers allow', async () => {
    await controlOf(datadog.url).pace({ datadogRateLimit: 2 });
    const first = await aggregate({ compute: [count] });
    await aggregate({ compute: [count] });
    const third = await aggregate({ compute: [count] });

    expect(first.headers.get('x-ratelimit-remaining')).toBe('1');
    expect(third.status).toBe(429);
    expect(Number(third.headers.get('x-ratelimit-reset'))).toBe(3600);
    at += 3600_000;
    expect((await aggregate({ compute: [count] })).status).toBe(200);
  });

  it('what is not built says so', async () => {
    const body = { compute: [{ aggregation: 'pc90', metric: '@view.loading_time' }] };
    expect(await aggregate(body)).toMatchObject({ status: 405 });
    expect((await fetch(`${datadog.url}/api/v1/query`)).status).toBe(405);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Load } from '../../../simulator/edge/load.ts';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import {
  type SimulatedVisitors,
  startVisitors,
  type VisitorsOptions,
} from '../../../simulator/visitors/index.ts';
import { minuteOf, type Table } from '../../../simulator/visitors/minutes.ts';
import { controlOf } from '../../harness/world/control.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Wednesday, noon in Belgium. */
const NOON = Date.parse('2026-11-25T11:00:00Z');

let at: number;
let live: string;
let visitors: SimulatedVisitors;

/** An edge that has what is live, for an hour. */
const load: Load = async () => ({
  status: live === 'gone' ? 404 : 200,
  isHit: true,
  ageMs: 0,
  cacheControl: 'public, max-age=3600',
  script: Buffer.from(`/*! navi-loader v${live} */ void 0`),
});

const start = async (options: Partial<VisitorsOptions> = {}) => {
  visitors = await startVisitors({
    load,
    clock: createWorldClock({ machine: () => at }),
    perMinute: 500,
    ...options,
  });
};
const turn = (order: object) => controlOf(visitors.url).post('visitors', order);
const pass = async (ms: number) => {
  at += ms;
  await visitors.caughtUp();
};
const sum = (table: Table, labels: Record<string, string> = {}, from = 0, to = at + MINUTE) =>
  table
    .series()
    .filter((series) => Object.entries(labels).every(([name, value]) => series.labels[name] === value))
    .reduce((total, series) => total + series.sum(minuteOf(from), minuteOf(to)), 0);

beforeEach(() => {
  at = NOON;
  live = '1.1.0';
});
afterEach(() => visitors.close());

describe('visitors', () => {
  it('come as often as the knob says, on average over a working day', async () => {
    await start();
    await pass(DAY);

    expect(sum(visitors.traffic.loads) / (24 * 60)).toBeGreaterThan(480);
    expect(sum(visitors.traffic.loads) / (24 * 60)).toBeLessThan(520);
  });

  it('are the same for the same seed, and others for another', async () => {
    const countsOf = async (seed: string) => {
      at = NOON;
      await start({ seed });
      await pass(10 * MINUTE);
      const counts = visitors.traffic.requests.series().map((one) => [one.labels, one.sum(0, minuteOf(at))]);
      await visitors.close();
      return counts;
    };

    const first = await countsOf('a');
    expect(await countsOf('a')).toEqual(first);
    expect(await countsOf('b')).not.toEqual(first);
    await start();
  });

  it('sleep at night, and most stay away on Sundays', async () => {
    await start();
    const inHour = async (when: string) => {
      at = Date.parse(when);
      await visitors.caughtUp();
      const from = at;
      await pass(HOUR);
      return sum(visitors.traffic.requests, { country: 'Belgium' }, from);
    };

    const day = await inHour('2026-11-26T13:00:00Z');
    const night = await inHour('2026-11-27T01:00:00Z');
    const sunday = await inHour('2026-11-29T13:00:00Z');

    expect(night).toBeLessThan(day / 5);
    expect(sunday).toBeLessThan(day * 0.8);
  });

  it('are none, and no check runs, until the knob is turned', async () => {
    visitors = await startVisitors({ load, clock: createWorldClock({ machine: () => at }) });
    await pass(HOUR);
    expect(await controlOf(visitors.url).state()).toMatchObject({ perMinute: null, releases: [] });
    expect(sum(visitors.traffic.passed)).toBe(0);

    await turn({ perMinute: 60 });
    await pass(10 * MINUTE);

    expect(sum(visitors.traffic.loads)).toBeGreaterThan(300);
    expect(sum(visitors.traffic.passed)).toBeGreaterThanOrEqual(60);
  });

  it('come through a leap of three days without a hole', async () => {
    await start();
    await pass(3 * DAY);

    const first = minuteOf(NOON);
    const silent = Array.from({ length: 3 * 24 * 60 }, (_, nth) => first + nth).filter(
      (minute) => !visitors.traffic.loads.series().some((series) => series.at(minute) > 0),
    );
    expect(silent).toEqual([]);
  }, 60_000);

  it('leave time for other services during a long leap', async () => {
    await start();
    at += 3 * DAY;
    const leap = visitors.caughtUp().then(() => 'the leap ends');
    const other = new Promise((resolve) => setTimeout(resolve, 0, 'another is served'));

    expect(await Promise.race([leap, other])).toBe('another is served');
    await leap;
  });

  it('cost far less than a twentieth of one core at 500 a minute', async () => {
    await start();
    const before = process.cpuUsage();
    await pass(DAY);
    const { user, system } = process.cpuUsage(before);

    expect((user + system) / 1000 / DAY).toBeLessThan(0.05 / 1000);
  }, 60_000);
});

describe('after a swap', () => {
  it('browsers run what they hold until its time is over; the edge does not see these loads', async () => {
    await start();
    await pass(2 * HOUR);
    const swapped = at;
    live = '1.2.0';
    await pass(10 * MINUTE);
    const { traffic } = visitors;
    const [old, fresh] = ['1.1.0', '1.2.0'].map((release) => sum(traffic.loads, { release }, swapped));
    const seen = sum(traffic.requests, {}, swapped);

    expect((old ?? 0) / ((old ?? 0) + (fresh ?? 0))).toBeGreaterThan(0.3);
    expect(seen).toBeLessThan((fresh ?? 0) * 1.05);
    expect(await controlOf(visitors.url).state()).toMatchObject({
      releases: [
        { release: '1.1.0', exposure: expect.closeTo(0.5, 0) },
        { release: '1.2.0', exposure: expect.closeTo(0.5, 0) },
      ],
    });

    await pass(HOUR);
    const over = at;
    await pass(10 * MINUTE);
    expect(sum(traffic.loads, { release: '1.1.0' }, over)).toBe(0);
    expect(sum(traffic.loads, { release: '1.2.0' }, over)).toBeGreaterThan(1000);
  });

  it('a page that gets an error runs nothing', async () => {
    await start();
    await turn({ serverErrorRate: 1 });
    await pass(5 * MINUTE);
    expect(sum(visitors.traffic.requests, { code: '502' })).toBeGreaterThan(500);
    expect(sum(visitors.traffic.loads)).toBe(0);
    expect(sum(visitors.traffic.failed)).toBeGreaterThan(0);

    live = 'gone';
    await turn({ serverErrorRate: 0 });
    await pass(5 * MINUTE);
    expect(sum(visitors.traffic.requests, { code: '404' })).toBeGreaterThan(500);
    expect(sum(visitors.traffic.loads)).toBe(0);
  });

  it('errors come at the rate of each release', async () => {
    await start();
    await pass(HOUR);
    await turn({ errorRate: { '1.2.0': 0.1 } });
    live = '1.2.0';
    const from = at;
    await pass(HOUR);

    const rateOf = (release: string) =>
      sum(visitors.traffic.errors, { release }, from) / sum(visitors.traffic.loads, { release }, from);
    expect(rateOf('1.2.0')).toBeGreaterThan(0.09);
    expect(rateOf('1.2.0')).toBeLessThan(0.11);
    expect(rateOf('1.1.0')).toBeLessThan(0.01);
  });
});

describe('the knob', () => {
  it('refuses what it does not know', async () => {
    await start();
    await expect(turn({ perMinut: 3 })).rejects.toThrow('perMinut');
    await expect(turn({ perMinute: -1 })).rejects.toThrow('perMinute');
  });

  it('goes back to the beginning on a reset', async () => {
    await start();
    await turn({ perMinute: 5, errorRate: { '1.1.0': 1 } });
    await pass(HOUR);
    await controlOf(visitors.url).reset();

    expect(await controlOf(visitors.url).state()).toMatchObject({
      perMinute: 500,
      errorRate: {},
      releases: [],
    });
  });
});

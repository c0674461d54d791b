import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type SimulatedDownloads, startDownloads } from '../../../simulator/downloads/index.ts';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { controlOf } from '../../harness/world/control.ts';

const DAY = 86_400_000;
const NAME = '@awell-health/navi-js';

const Body = z.object({
  package: z.string().optional(),
  downloads: z
    .union([
      z.number(),
      z.array(z.object({ day: z.string(), downloads: z.number() })),
      z.record(z.string(), z.number()),
    ])
    .optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  error: z.string().optional(),
});

let at: number;
let versions: { version: string; at: number }[];
let downloads: SimulatedDownloads;

beforeEach(async () => {
  at = Date.parse('2026-11-27T09:00:00Z');
  versions = [
    { version: '1.0.0', at: Date.parse('2026-09-07') },
    { version: '1.1.0', at: Date.parse('2026-10-12') },
  ];
  downloads = await startDownloads({
    published: async () => [{ name: NAME, versions }],
    clock: createWorldClock({ machine: () => at }),
  });
});
afterEach(() => downloads.close());

async function get(path: string) {
  const answer = await fetch(`${downloads.url}${path}`);
  return { status: answer.status, ...Body.parse(await answer.json()) };
}
const perVersion = async () =>
  z
    .record(z.string(), z.number())
    .parse((await get('/versions/@awell-health%2Fnavi-js/last-week')).downloads);
const byDay = async (period: string, name = NAME) =>
  z
    .array(z.object({ day: z.string(), downloads: z.number() }))
    .parse((await get(`/downloads/range/${period}/${name}`)).downloads);
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);

it('counts the last seven days by version; an old version goes slowly', async () => {
  versions.push({ version: '1.2.0', at });
  at += 2 * DAY;
  const early = await perVersion();
  at += 14 * DAY;
  const late = await perVersion();

  expect(Object.keys(early).sort()).toEqual(['1.0.0', '1.1.0', '1.2.0']);
  expect((early['1.2.0'] ?? 0) / sum(early)).toBeLessThan(0.2);
  expect((late['1.2.0'] ?? 0) / sum(late)).toBeGreaterThan(0.5);
});

it('adds up to the days of the week before today, fewer at weekends', async () => {
  const days = await byDay('last-week');

  expect(days.map(({ day }) => day)).toEqual(
    ['20', '21', '22', '23', '24', '25', '26'].map((day) => `2026-11-${day}`),
  );
  expect(days.reduce((all, { downloads: one }) => all + one, 0)).toBe(sum(await perVersion()));
  expect(days[1]?.downloads).toBeLessThan((days[0]?.downloads ?? 0) / 2);
});

it('has 0 for today, and for yesterday until it is counted', async () => {
  expect((await byDay('2026-11-26:2026-11-27')).map((one) => one.downloads > 0)).toEqual([true, false]);

  at = Date.parse('2026-11-28T01:00:00Z');
  expect(await get(`/downloads/point/last-day/${NAME}`)).toMatchObject({ downloads: 0, start: '2026-11-27' });
  at += 2 * 3_600_000;
  expect((await get(`/downloads/point/last-day/${NAME}`)).downloads).toBeGreaterThan(0);
});

it('has 0 for everybody on a late day, and fills it in later', async () => {
  const whole = sum(await perVersion());
  await controlOf(downloads.url).post('late', { day: '2026-11-26', hours: 12 });

  expect((await byDay('2026-11-26', 'semver'))[0]?.downloads).toBe(0);
  expect(sum(await perVersion())).toBeLessThan(whole);
  at += 8 * 3_600_000;
  expect(sum(await perVersion())).toBe(whole);
});

it.each([
  ['a package that is not there', '/versions/@awell-health%2Fother/last-week', 404],
  ['a slash that is not escaped', '/versions/@awell-health/navi-js/last-week', 404],
  ['a period that is none', `/downloads/point/lately/${NAME}`, 400],
  ['an end before the start', `/downloads/range/2026-11-20:2026-11-10/${NAME}`, 400],
  ['several packages at once', '/downloads/point/last-week/semver,react', 405],
])('refuses %s', async (_, path, status) => {
  expect((await get(path)).status).toBe(status);
});

it('gives at most 18 months of one package', async () => {
  expect(await byDay('2020-01-01:2026-11-26')).toHaveLength(549);
});

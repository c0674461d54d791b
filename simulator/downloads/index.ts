import type { Context } from 'hono';
import { z } from 'zod';
import { createKernel, type Kernel } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import { DAY_MS, dateOf, downloadsOn, type Published } from './days.ts';

export interface DownloadsOptions {
  /** What the registry holds at this moment. */
  published: () => Promise<readonly Published[]>;
  /** 0, the default, picks a free one. */
  port?: number;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
}

export interface SimulatedDownloads {
  url: string;
  close(): Promise<void>;
}

interface Place {
  now: () => number;
  published: DownloadsOptions['published'];
  /** Days that are counted late, for everybody, and when they are counted at last. */
  late: Map<number, number>;
  readyHours: () => number;
}

/** npm counts from this day on, and answers at most so many days of one package. */
const FIRST_DAY = Date.parse('2015-01-10') / DAY_MS;
const MOST_DAYS = 549;
/** A package that everybody downloads every day: where it has 0, npm has not counted. */
const CONTROL: Published = { name: 'semver', versions: [{ version: '7.8.6', at: 0 }] };

/**
 * A simulated api.npmjs.org: downloads per version of the last seven days, totals of a period and by the day. A day is
 * counted `downloadsReadyHours` (pace, 2) after it has ended (UTC); until then, and today, it is 0. `POST
 * /_control/late {day, hours}` makes one day later still, for every package.
 */
export async function startDownloads(options: DownloadsOptions): Promise<SimulatedDownloads> {
  const { published, clock = createWorldClock() } = options;
  const { now } = clock;
  const pace = { downloadsReadyHours: 2 };
  const place: Place = {
    now,
    published: async () => [...(await published()), CONTROL],
    late: new Map(),
    readyHours: () => pace.downloadsReadyHours,
  };
  const kernel = createKernel({
    name: 'downloads',
    clock,
    pace,
    renderUnbuilt: (what) => refusal(405, what),
    renderError: ({ error }, status) => refusal(status, error ?? 'simulated fault'),
    state: () => ({
      late: [...place.late].map(([day, until]) => ({
        day: dateOf(day),
        until: new Date(until).toISOString(),
      })),
    }),
    reset: () => place.late.clear(),
  });
  // Only an escaped slash makes a scoped package of it.
  kernel.route('versions.get', 'GET', '/versions/:name/last-week', (c) => versionsOf(place, c));
  kernel.route('versions.get', 'GET', '/versions/:scope/:name/last-week', () => refusal(404, 'Not Found'));
  for (const name of [':name{[^@/][^/]*}', ':name{@[^/]+%2[fF][^/]+}', ':scope{@[^/%]+}/:bare{[^/]+}']) {
    kernel.route('point.get', 'GET', `/downloads/point/:period/${name}`, (c) => periodOf(place, c, 'point'));
    kernel.route('range.get', 'GET', `/downloads/range/:period/${name}`, (c) => periodOf(place, c, 'range'));
  }
  addControl(kernel, place);
  const listening = await kernel.listen(options.port);
  return { url: listening.url, close: listening.close };
}

const LateOrder = z.object({ day: z.iso.date(), hours: z.number().positive().default(30) });

function addControl(kernel: Kernel, place: Place): void {
  kernel.app.post('/_control/late', async (c) => {
    const asked = LateOrder.safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    const day = Date.parse(asked.data.day) / DAY_MS;
    place.late.set(day, (day + 1) * DAY_MS + asked.data.hours * 3_600_000);
    return c.json({ ok: true });
  });
}

function refusal(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

async function findPackage(place: Place, name: string): Promise<Published | undefined> {
  return (await place.published()).find((one) => one.name === name);
}

/** Of the seven days before today, together. */
async function versionsOf(place: Place, c: Context): Promise<Response> {
  const name = c.req.param('name') ?? '';
  const found = await findPackage(place, name);
  if (found === undefined) return refusal(404, `package ${name} not found`);
  const today = Math.floor(place.now() / DAY_MS);
  const downloads: Record<string, number> = {};
  for (let day = today - 7; day < today; day += 1)
    for (const [version, count] of countedOn(place, found, day))
      downloads[version] = (downloads[version] ?? 0) + count;
  return c.json({ package: name, downloads });
}

/** A total, or a number for each day; days that are not counted yet are 0. */
async function periodOf(place: Place, c: Context, what: 'point' | 'range'): Promise<Response> {
  const { scope, bare, name: plain = '' } = c.req.param() as Record<string, string | undefined>;
  const name = scope === undefined ? plain : `${scope}/${bare}`;
  if (name.includes(',')) return refusal(405, 'downloads: bulk queries are not built in this simulator');
  const days = daysOf(c.req.param('period') ?? '', Math.floor(place.now() / DAY_MS));
  if (days === undefined) return refusal(400, 'end date > start date');
  const found = await findPackage(place, name);
  if (found === undefined) return refusal(404, `package ${name} not found`);
  const byDay = days.map((day) => ({
    downloads: [...countedOn(place, found, day).values()].reduce((sum, one) => sum + one, 0),
    day: dateOf(day),
  }));
  const total = byDay.reduce((sum, { downloads }) => sum + downloads, 0);
  const ends = { start: dateOf(days[0] ?? 0), end: dateOf(days.at(-1) ?? 0), package: name };
  return c.json({ ...ends, downloads: what === 'point' ? total : byDay });
}

function countedOn(place: Place, found: Published, day: number): Map<string, number> {
  const ready = place.late.get(day) ?? (day + 1) * DAY_MS + place.readyHours() * 3_600_000;
  return place.now() < ready ? new Map() : downloadsOn(found, day);
}

const PERIOD_DAYS: Readonly<Record<string, number>> = {
  'last-day': 1,
  'last-week': 7,
  'last-month': 30,
  'last-year': 365,
};

/** Days since the epoch; a period ends yesterday, two dates are taken as they are. */
function daysOf(period: string, today: number): number[] | undefined {
  const [from, to = from] = period.split(':').map((date) => Date.parse(date) / DAY_MS);
  const length = PERIOD_DAYS[period];
  const [first, last] = length === undefined ? [from, to] : [today - length, today - 1];
  if (first === undefined || last === undefined || !(first <= last)) return undefined;
  const begin = Math.max(first, FIRST_DAY, last - MOST_DAYS + 1);
  return Array.from({ length: Math.max(0, last - begin + 1) }, (_, nth) => begin + nth);
}

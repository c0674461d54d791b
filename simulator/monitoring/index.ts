import type { Context } from 'hono';
import { z } from 'zod';
import { createKernel, type Kernel } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import type { TrafficSource } from '../visitors/traffic.ts';
import { type AnswerSeries, aggregate, checkRules, labelOf, type Point } from './aggregate.ts';
import { brokenCall, errorResponse, MonitoringError } from './errors.ts';
import { findMetric, type Surroundings } from './metrics.ts';
import { type Query, readQuery, tokenOf } from './query.ts';
import { render } from './values.ts';

export interface MonitoringOptions {
  source: TrafficSource;
  project: string;
  urlMap: string;
  /** The host that the load balancer and the uptime check are for. */
  host: string;
  /** The user's log-based metric of loads by referrer; `POST /_control/log-metric` deletes or creates it. */
  logMetric?: string;
  /** 0, the default, picks a free one. */
  port?: number;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
}

export interface SimulatedMonitoring {
  url: string;
  close(): Promise<void>;
}

interface Place extends Surroundings {
  now: () => number;
  source: TrafficSource;
  lagSeconds: () => number;
  /** Answers that lack a part of the series, and say so. */
  incomplete: number;
  /** Whether the caller may read. */
  isAllowed: boolean;
}

/**
 * A simulated Cloud Monitoring: `projects.timeSeries.list` for the load balancer's request counts and latencies, the
 * uptime check's results and latencies, and a log-based metric of loads by referrer. Samples are visible after
 * `monitoringLagSeconds` (pace, 210). `POST /_control/incomplete {times}` makes answers lack series and name
 * `executionErrors`; `POST /_control/permission {allowed}` takes the right to read.
 */
export async function startMonitoring(options: MonitoringOptions): Promise<SimulatedMonitoring> {
  const {
    source,
    project,
    urlMap,
    host,
    logMetric: name = 'navi_loads',
    clock = createWorldClock(),
  } = options;
  const { now } = clock;
  const pace = { monitoringLagSeconds: 210 };
  const beginning = () => ({ logMetric: { name, since: 0 }, incomplete: 0, isAllowed: true });
  const place: Place = {
    ...beginning(),
    source,
    traffic: source.traffic,
    project,
    urlMap,
    host,
    now,
    lagSeconds: () => pace.monitoringLagSeconds,
  };
  const kernel = createKernel({
    name: 'monitoring',
    clock,
    pace,
    renderError: ({ error }, status) => brokenCall(status, error),
    renderUnbuilt: (what) => errorResponse(405, what, 'UNIMPLEMENTED'),
    state: () => ({ project, logMetric: place.logMetric ?? null, isAllowed: place.isAllowed }),
    reset: () => void Object.assign(place, beginning()),
  });
  kernel.route('timeSeries.list', 'GET', '/v3/projects/:project/timeSeries', (c) => list(place, c));
  addControl(kernel, place);
  const listening = await kernel.listen(options.port);
  return { url: listening.url, close: listening.close };
}

function addControl(kernel: Kernel, place: Place): void {
  const order = <T extends z.ZodType>(path: string, schema: T, take: (asked: z.infer<T>) => void) =>
    kernel.app.post(`/_control/${path}`, async (c) => {
      const asked = schema.safeParse(await c.req.json().catch(() => undefined));
      if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
      take(asked.data);
      return c.json({ ok: true });
    });
  order('incomplete', z.object({ times: z.number().int().nonnegative().default(1) }), ({ times }) => {
    place.incomplete = times;
  });
  order('permission', z.object({ allowed: z.boolean() }), ({ allowed }) => {
    place.isAllowed = allowed;
  });
  order('log-metric', z.object({ name: z.string().min(1).nullable() }), ({ name }) => {
    place.logMetric = name === null ? undefined : { name, since: place.now() };
  });
}

async function list(place: Place, c: Context): Promise<Response> {
  try {
    if (!place.isAllowed || c.req.param('project') !== place.project)
      throw new MonitoringError(
        403,
        'PERMISSION_DENIED',
        'Permission monitoring.timeSeries.list denied (or the resource may not exist).',
      );
    const query = readQuery(c);
    await place.source.caughtUp();
    return answer(place, query);
  } catch (error) {
    if (error instanceof MonitoringError) return errorResponse(error.code, error.message, error.status);
    throw error;
  }
}

function answer(place: Place, query: Query): Response {
  const { metricType, matches } = query.filter;
  const metric = findMetric(place, metricType);
  if (metric === undefined)
    throw new MonitoringError(
      404,
      'NOT_FOUND',
      `Cannot find metric(s) that match type = "${metricType}". If a metric was created recently, it could take up to 10 minutes to become available. Please try again soon.`,
    );
  checkRules(metric.descriptor, query);
  const matching = metric.series.filter((series) => matches((selector) => labelOf(series, selector)));
  const isIncomplete = place.incomplete > 0;
  if (isIncomplete) place.incomplete -= 1;
  const read = isIncomplete ? matching.slice(0, Math.floor(matching.length / 2)) : matching;
  const series = aggregate(read, query, place.now() - place.lagSeconds() * 1000);
  const { page, next } = paged(series, query);
  const [first] = series;
  return Response.json({
    ...(page.length === 0 ? {} : { timeSeries: page.map((one) => renderSeries(one, query)) }),
    ...(next === undefined ? {} : { nextPageToken: tokenOf(next) }),
    ...(isIncomplete ? { executionErrors: [{ code: 14, message: 'A zone did not answer in time.' }] } : {}),
    ...(first === undefined ? {} : { unit: first.metric.type.includes('latenc') ? 'ms' : '1' }),
  });
}

/** A page has so many points; a series may go on in the next page. */
function paged(all: readonly AnswerSeries[], { offset, pageSize }: Query) {
  const page: AnswerSeries[] = [];
  let [skip, room, total] = [offset, pageSize, 0];
  for (const series of all) {
    total += series.points.length;
    const points = series.points.slice(skip, skip + room);
    skip = Math.max(0, skip - series.points.length);
    room -= points.length;
    if (points.length > 0) page.push({ ...series, points });
  }
  return { page, next: offset + pageSize < total ? offset + pageSize : undefined };
}

function renderSeries(series: AnswerSeries, { view }: Query): Record<string, unknown> {
  const { metric, resource, kind, valueType, points } = series;
  const head = { metric, resource, metricKind: kind, valueType };
  return view === 'HEADERS' ? head : { ...head, points: points.map(renderPoint) };
}

function renderPoint({ start, end, value }: Point): Record<string, unknown> {
  const time = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z');
  return { interval: { startTime: time(start), endTime: time(end) }, value: render(value) };
}

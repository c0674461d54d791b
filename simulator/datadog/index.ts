import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { z } from 'zod';
import { createKernel } from '../kernel/kernel.ts';
import { createWorldClock, type WorldClock } from '../kernel/world-clock.ts';
import type { TrafficSource } from '../visitors/traffic.ts';
import { bucketsOf } from './aggregate.ts';
import { DatadogError, refusal } from './errors.ts';
import { eventsOf, readSearch } from './events.ts';
import { readAggregate } from './request.ts';

export interface DatadogOptions {
  source: TrafficSource;
  keys: { api: string; app: string };
  /** 0, the default, picks a free one. */
  port?: number;
  /** The world's time; default: a clock of its own. */
  clock?: WorldClock;
}

export interface SimulatedDatadog {
  url: string;
  close(): Promise<void>;
}

/**
 * A simulated Datadog: RUM events of the visitors' scripts, counted by `POST /api/v2/rum/analytics/aggregate`. Pace:
 * `datadogLagSeconds` (20), `datadogSampleRate` (1, of sessions: what is not sampled is not there, and counts are not
 * scaled up), `datadogRateLimit` (300 calls in `datadogRatePeriod`, 3600 s). `POST /_control/permission {allowed}`
 * takes `rum_apps_read` from the application key.
 */
export async function startDatadog(options: DatadogOptions): Promise<SimulatedDatadog> {
  const { source, keys, clock = createWorldClock() } = options;
  const { now } = clock;
  const pace = {
    datadogLagSeconds: 20,
    datadogSampleRate: 1,
    datadogRateLimit: 300,
    datadogRatePeriod: 3600,
  };
  let isAllowed = true;
  let used = { period: 0, count: 0 };
  const kernel = createKernel({
    name: 'datadog',
    clock,
    pace,
    renderUnbuilt: (what) => refusal(405, what),
    renderError: ({ error }, status) =>
      refusal(status, error ?? (status === 429 ? TOO_MANY : 'Internal error')),
    state: () => ({ isAllowed, used: used.count }),
    reset: () => {
      isAllowed = true;
      used = { period: 0, count: 0 };
    },
  });

  /** Counts the call; the answer's headers tell what is left. */
  function takeOne() {
    const seconds = now() / 1000;
    const period = Math.floor(seconds / pace.datadogRatePeriod);
    used = { period, count: (used.period === period ? used.count : 0) + 1 };
    const left = pace.datadogRateLimit - used.count;
    const reset = Math.ceil((period + 1) * pace.datadogRatePeriod - seconds);
    return {
      isOver: left < 0,
      headers: {
        'x-ratelimit-limit': String(pace.datadogRateLimit),
        'x-ratelimit-period': String(pace.datadogRatePeriod),
        'x-ratelimit-remaining': String(Math.max(0, left)),
        'x-ratelimit-reset': String(reset),
        'x-ratelimit-name': 'rum_analytics_aggregate',
      },
    };
  }

  async function aggregate(c: Context): Promise<Response> {
    if (c.req.header('dd-api-key') !== keys.api) return refusal(401, 'Unauthorized');
    if (c.req.header('dd-application-key') !== keys.app || !isAllowed) return refusal(403, 'Forbidden');
    const { isOver, headers } = takeOne();
    const answer = isOver ? refusal(429, TOO_MANY) : await counted(c);
    for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
    return answer;
  }

  async function counted(c: Context): Promise<Response> {
    try {
      const begun = performance.now();
      const asked = readAggregate(await c.req.json().catch(() => undefined), now());
      const matches = readSearch(asked.query);
      await source.caughtUp();
      const to = Math.min(asked.to, now() - pace.datadogLagSeconds * 1000);
      const events = eventsOf(source.traffic, pace.datadogSampleRate).filter(({ facets }) => matches(facets));
      const meta = {
        elapsed: Math.round(performance.now() - begun),
        request_id: randomUUID(),
        status: 'done',
      };
      return Response.json({ meta, data: { buckets: bucketsOf(events, { ...asked, to }) } });
    } catch (error) {
      if (error instanceof DatadogError) return refusal(error.status, error.message);
      throw error;
    }
  }

  kernel.route('rum.aggregate', 'POST', '/api/v2/rum/analytics/aggregate', aggregate);
  kernel.app.post('/_control/permission', async (c) => {
    const asked = z.object({ allowed: z.boolean() }).safeParse(await c.req.json().catch(() => undefined));
    if (!asked.success) return c.json({ ok: false, error: z.prettifyError(asked.error) }, 400);
    isAllowed = asked.data.allowed;
    return c.json({ ok: true });
  });
  const listening = await kernel.listen(options.port);
  return { url: listening.url, close: listening.close };
}

const TOO_MANY = 'Rate limit of 300 requests in 3600 seconds reached. Please try again later.';

import { z } from 'zod';
import type { Minutes } from '../../domain/period.ts';
import { eachMinute, MINUTE_MS } from '../../domain/sample.ts';
import type { ReportCount, Reports } from '../../ports/reports.ts';
import { type Ask, createJsonService } from '../http/index.ts';

export interface DatadogOptions {
  /** Such as `https://api.datadoghq.com`. */
  baseUrl: string;
  apiKey: string;
  appKey: string;
  service: string;
  env: string;
  /** The part of sessions that scripts report, from 0 to 1. */
  sampleRate: number;
  /** Milliseconds for one read, with all its requests. */
  deadlineMs: number;
}

const MOST_VERSIONS = 50;

/** Only counts by version: no message or address of an event is asked for. */
const Buckets = z.object({
  data: z.object({
    buckets: z.array(
      z.object({
        by: z.object({ version: z.string().max(250).optional() }).default({}),
        computes: z.object({
          c0: z.array(z.object({ time: z.iso.datetime({ offset: true }), value: z.number().nonnegative() })),
        }),
      }),
    ),
  }),
});

/** Datadog RUM: views and errors by version and minute (docs/services.md). */
export function createDatadog(options: DatadogOptions): Reports {
  const { apiKey, appKey, deadlineMs, baseUrl, sampleRate } = options;
  const service = createJsonService({
    service: 'datadog',
    baseUrl,
    deadlineMs,
    headers: async () => ({ 'dd-api-key': apiKey, 'dd-application-key': appKey }),
    // Seconds until the limit's period ends.
    retryAfterMs: (headers) => secondsOf(headers.get('x-ratelimit-reset')),
  });
  return {
    read: (minutes) =>
      service.call('read', async (ask) => {
        const [loads, errors] = await Promise.all([
          counts(ask, options, { minutes, type: 'view' }),
          counts(ask, options, { minutes, type: 'error' }),
        ]);
        const part = new Set(sampleRate < 1 ? eachMinute(minutes) : []);
        return { loads, errors, partLoads: part, partErrors: part };
      }),
  };
}

async function counts(
  ask: Ask,
  options: DatadogOptions,
  { minutes: { from, to }, type }: { minutes: Minutes; type: 'view' | 'error' },
): Promise<ReportCount[]> {
  const { data } = await ask({
    path: '/api/v2/rum/analytics/aggregate',
    body: {
      compute: [{ aggregation: 'count', type: 'timeseries', interval: '1m' }],
      filter: {
        query: `@type:${type} service:${options.service} env:${options.env}`,
        from: String(from.getTime()),
        to: String(to.getTime()),
      },
      group_by: [{ facet: 'version', limit: MOST_VERSIONS }],
      options: { timezone: 'UTC' },
    },
    shape: Buckets,
  });
  return data.data.buckets.flatMap(({ by, computes }) =>
    computes.c0.flatMap(({ time, value }): ReportCount[] => {
      const at = Math.floor(Date.parse(time) / MINUTE_MS) * MINUTE_MS;
      if (value === 0 || at < from.getTime() || at >= to.getTime()) return [];
      const minute = new Date(at).toISOString();
      return [{ minute, version: by.version ?? 'other', count: value }];
    }),
  );
}

function secondsOf(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) * 1000 : undefined;
}

import { z } from 'zod';
import { DatadogError } from './errors.ts';

const Compute = z.object({
  aggregation: z.string(),
  metric: z.string().optional(),
  type: z.enum(['total', 'timeseries']).default('total'),
  interval: z.string().optional(),
});
export type Compute = z.infer<typeof Compute>;

/** The body of `POST /api/v2/rum/analytics/aggregate`. */
const Body = z.object({
  compute: z.array(Compute).min(1),
  filter: z
    .object({
      query: z.string().default('*'),
      from: z.string().default('now-15m'),
      to: z.string().default('now'),
    })
    .prefault({}),
  group_by: z
    .array(
      z.object({
        facet: z.string(),
        limit: z.number().int().positive().default(10),
        total: z.unknown().optional(),
      }),
    )
    .default([]),
  options: z.object({ timezone: z.string().optional(), time_offset: z.number().optional() }).default({}),
  page: z
    .object({ limit: z.number().int().positive().optional(), cursor: z.string().optional() })
    .default({}),
});

/** The longest time RUM events are kept (Datadog RUM: 30 days). */
const KEPT_MS = 30 * 86_400_000;

export interface Aggregate extends Omit<z.infer<typeof Body>, 'filter'> {
  query: string;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
}

export function readAggregate(body: unknown, now: number): Aggregate {
  const read = Body.safeParse(body);
  if (!read.success) throw new DatadogError(400, `Invalid request: ${z.prettifyError(read.error)}`);
  const { filter, ...rest } = read.data;
  if (rest.options.timezone !== undefined && rest.options.time_offset !== undefined)
    throw new DatadogError(400, 'Only one of timezone and time_offset can be given');
  const [from, to] = [instantOf(filter.from, now), instantOf(filter.to, now)];
  if (from >= to) throw new DatadogError(400, 'Invalid time range: from must be before to');
  return { ...rest, query: filter.query, from: Math.max(from, now - KEPT_MS), to };
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `now`, `now-15m`, milliseconds since the epoch, or ISO 8601. */
function instantOf(text: string, now: number): number {
  const [, count = '0', unit = 's'] = /^now(?:-(\d+)([smhdw]))?$/.exec(text) ?? [undefined, undefined];
  if (text.startsWith('now')) {
    if (!/^now(?:-\d+[smhdw])?$/.test(text)) throw new DatadogError(400, `Invalid time: ${text}`);
    return now - Number(count) * (UNIT_MS[unit] ?? 0);
  }
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(at)) throw new DatadogError(400, `Invalid time: ${text}`);
  return at;
}

/** An interval such as `1m`, in milliseconds. */
export function intervalOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  const ms = UNIT_MS[unit];
  if (ms === undefined || Number(count) === 0) throw new DatadogError(400, `Invalid interval: ${text}`);
  return Number(count) * ms;
}

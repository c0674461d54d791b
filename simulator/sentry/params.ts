import type { Context } from 'hono';

/** A refusal in Sentry's form, `{ "detail": … }`. */
export class SentryError extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.name = 'SentryError';
    this.status = status;
  }
}

export function refused(detail: string): SentryError {
  return new SentryError(400, detail);
}

/** What the real API can and this simulator cannot. */
export function notBuilt(what: string): SentryError {
  return new SentryError(405, `sentry: ${what} is not built in this simulator`);
}

/** Milliseconds since the epoch. */
export interface Range {
  start: number;
  end: number;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `statsPeriod`, or `start` with `end`; by default 14 days (of sessions: `otherwise`). */
export function rangeOf(c: Context, now: number, otherwise = '14d'): Range {
  const [start, end, period] = [c.req.query('start'), c.req.query('end'), c.req.query('statsPeriod')];
  if (period === undefined && (start !== undefined || end !== undefined)) {
    if (start === undefined || end === undefined) throw refused('start and end are both required');
    const range = { start: instantOf(start), end: instantOf(end) };
    if (range.start > range.end) throw refused('start must be before end');
    return range;
  }
  const ms = durationOf(period ?? otherwise);
  if (ms === undefined) throw refused(`Invalid statsPeriod: '${period}'`);
  return { start: now - ms, end: now };
}

/** A time without a zone is UTC. */
function instantOf(text: string): number {
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(at)) throw refused(`Invalid date: ${text}`);
  return at;
}

export function durationOf(text: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  const ms = UNIT_MS[unit];
  return ms === undefined ? undefined : Number(count) * ms;
}

export function isoOf(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** More points than this are refused, whatever is asked. */
export const MOST_POINTS = 10_000;
export const TOO_MANY =
  'Your interval and date range would create too many results. Use a larger interval, or a smaller date range.';

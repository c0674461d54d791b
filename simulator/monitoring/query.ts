import type { Context } from 'hono';
import { invalid, invalidField, notBuilt } from './errors.ts';
import { type Filter, readFilter } from './filter.ts';

/** A checked call of `timeSeries.list`. */
export interface Query {
  filter: Filter;
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  aligner: string;
  periodMs: number;
  reducer: string;
  groupBy: readonly string[];
  view: 'FULL' | 'HEADERS';
  /** In points. */
  pageSize: number;
  offset: number;
}

const MOST_POINTS = 100_000;
const SHORTEST_PERIOD_S = 60;
const LONGEST_PERIOD_S = 104 * 7 * 86_400;

/** Reads the parameters as the real API checks them; what it takes and this simulator does not is refused loudly. */
export function readQuery(c: Context): Query {
  const one = (name: string) => c.req.query(name);
  for (const name of Object.keys(c.req.query()))
    if (name.startsWith('secondaryAggregation')) throw notBuilt(`secondary aggregation (${name})`);
  const orderBy = one('orderBy');
  if (orderBy !== undefined)
    throw invalidField('order_by', orderBy, 'Unsupported: this field must be left blank');
  const { start, end } = intervalOf(one('interval.startTime'), one('interval.endTime'));
  const aligner = one('aggregation.perSeriesAligner') ?? 'ALIGN_NONE';
  const reducer = one('aggregation.crossSeriesReducer') ?? 'REDUCE_NONE';
  const view = one('view') ?? 'FULL';
  if (view !== 'FULL' && view !== 'HEADERS') throw invalid(`Invalid value at 'view', "${view}"`);
  if (aligner === 'ALIGN_NONE' && reducer !== 'REDUCE_NONE')
    throw invalidField('aggregation.perSeriesAligner', aligner, 'A cross-series reducer needs an aligner');
  return {
    filter: readFilter(one('filter') ?? ''),
    start,
    end,
    aligner,
    reducer,
    view,
    periodMs: aligner === 'ALIGN_NONE' ? 0 : periodOf(one('aggregation.alignmentPeriod')),
    groupBy: c.req.queries('aggregation.groupByFields') ?? [],
    pageSize: Math.min(countOf(one('pageSize')) || MOST_POINTS, MOST_POINTS),
    offset: offsetOf(one('pageToken')),
  };
}

function intervalOf(startTime: string | undefined, endTime: string | undefined) {
  if (endTime === undefined) throw invalid('Field interval.endTime is required');
  const end = instantOf('interval.end_time', endTime);
  const start = startTime === undefined ? end : instantOf('interval.start_time', startTime);
  if (start > end)
    throw invalidField('interval.end_time', endTime, 'The start time must be before the end time');
  return { start, end };
}

function instantOf(field: string, text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at) || !/^\d{4}-\d\d-\d\dT/.test(text))
    throw invalid(`Invalid value at '${field}' (type.googleapis.com/google.protobuf.Timestamp), "${text}"`);
  return at;
}

function periodOf(text: string | undefined): number {
  const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(text ?? '')?.[1]);
  if (Number.isNaN(seconds))
    throw invalidField('aggregation.alignmentPeriod', text ?? '', 'An aligner needs an alignment period');
  if (seconds < SHORTEST_PERIOD_S || seconds > LONGEST_PERIOD_S)
    throw invalidField('aggregation.alignmentPeriod', text ?? '', 'It must be from 60 seconds to 104 weeks');
  return seconds * 1000;
}

function countOf(text: string | undefined): number {
  const count = Number(text ?? 0);
  if (!Number.isInteger(count) || count < 0)
    throw invalidField('page_size', text ?? '', 'It must not be negative');
  return count;
}

export function tokenOf(offset: number): string {
  return Buffer.from(`points:${offset}`).toString('base64url');
}

function offsetOf(token: string | undefined): number {
  if (token === undefined || token === '') return 0;
  const offset = /^points:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (offset === undefined) throw invalidField('page_token', token, 'The token is not valid');
  return Number(offset);
}

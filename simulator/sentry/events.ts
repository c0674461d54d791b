import type { Context } from 'hono';
import {
  durationOf,
  isoOf,
  MOST_POINTS,
  notBuilt,
  type Range,
  rangeOf,
  refused,
  TOO_MANY,
} from './params.ts';
import type { Place } from './place.ts';
import { errorRows, lastOf, loadRows, type Row, sumOf } from './rows.ts';
import { readSearch } from './search.ts';

const MOST_FIELDS = 20;
const MOST_ROWS = 100;
const MOST_TOP_EVENTS = 10;

/** A computed column; its value for the rows of one group. */
type Compute = (rows: readonly Row[], range: Range) => number | string | null;

const FUNCTIONS: Readonly<Record<string, { type: string; of: Compute }>> = {
  'count()': { type: 'integer', of: (rows, range) => rows.reduce((sum, row) => sum + sumOf(row, range), 0) },
  'epm()': {
    type: 'number',
    of: (rows, range) =>
      rows.reduce((sum, row) => sum + sumOf(row, range), 0) / ((range.end - range.start) / 60_000),
  },
  'last_seen()': {
    type: 'date',
    of: (rows, range) => {
      const last = Math.max(...rows.map((row) => lastOf(row, range) ?? 0));
      return last === 0 ? null : isoOf(last);
    },
  },
};

/** `GET …/events/`: a table, grouped by the fields that are no functions. */
export function listEvents(place: Place, c: Context): Response {
  const fields = c.req.queries('field') ?? [];
  if (fields.length === 0) throw refused('No columns selected');
  if (fields.length > MOST_FIELDS)
    throw refused(`You can view up to ${MOST_FIELDS} fields at a time. Please delete some and try again.`);
  const range = visible(place, rangeOf(c, place.now()));
  const table = tableOf(fields, rowsOf(place, c), range);
  const sorted = sort(table, fields, c.req.query('sort'));
  const types = fields.map((field) => [field, FUNCTIONS[field]?.type ?? 'string']);
  return Response.json(
    {
      data: page(c, sorted),
      meta: { fields: Object.fromEntries(types), dataset: c.req.query('dataset') ?? 'discover' },
    },
    { headers: { link: linkOf(c, sorted.length) } },
  );
}

/** What has not arrived yet is not there. */
function visible({ now, lagMs }: Place, { start, end }: Range): Range {
  return { start, end: Math.max(start, Math.min(end, now() - lagMs())) };
}

function rowsOf(place: Place, c: Context): Row[] {
  const dataset = c.req.query('dataset') ?? 'discover';
  const sampling = place.sampling();
  const all = {
    errors: () => errorRows(sampling),
    transactions: () => loadRows(sampling),
    discover: () => [...errorRows(sampling), ...loadRows(sampling)],
  }[dataset];
  if (all === undefined) throw notBuilt(`the dataset ${dataset}`);
  const matches = readSearch(c.req.query('query') ?? '');
  const environments = c.req.queries('environment') ?? [];
  return all().filter(
    ({ fields }) =>
      matches(fields) && (environments.length === 0 || environments.includes(fields['environment'] ?? '')),
  );
}

type Line = Record<string, number | string | null>;

function tableOf(fields: readonly string[], rows: readonly Row[], range: Range): Line[] {
  const functions = fields.filter((field) => /\(.*\)$/.test(field));
  for (const name of functions) if (FUNCTIONS[name] === undefined) throw notBuilt(`the function ${name}`);
  if (functions.length === 0) throw notBuilt('a list of single events');
  const plain = fields.filter((field) => !functions.includes(field));
  const groups = Map.groupBy(
    rows.filter((row) => sumOf(row, range) > 0),
    (row) => JSON.stringify(plain.map((field) => row.fields[field] ?? null)),
  );
  // Without fields to group by there is one row, also of nothing.
  if (plain.length === 0 && groups.size === 0) groups.set('[]', []);
  return [...groups.values()].map((members) =>
    Object.fromEntries(
      fields.map((field) => [
        field,
        FUNCTIONS[field]?.of(members, range) ?? members[0]?.fields[field] ?? null,
      ]),
    ),
  );
}

function sort(table: Line[], fields: readonly string[], by: string | undefined): Line[] {
  if (by === undefined) return table;
  const field = by.replace(/^-/, '');
  if (!fields.includes(field)) throw refused('Cannot order by a field that is not selected.');
  const sign = by.startsWith('-') ? -1 : 1;
  const compare = (one: Line, other: Line) => {
    const [a, b] = [one[field] ?? '', other[field] ?? ''];
    return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
  };
  return table.toSorted((one, other) => sign * compare(one, other));
}

function page(c: Context, lines: readonly Line[]): Line[] {
  const { size, offset } = pageOf(c);
  return lines.slice(offset, offset + size);
}

function pageOf(c: Context): { size: number; offset: number } {
  const size = Number(c.req.query('per_page') ?? 50);
  if (!Number.isInteger(size) || size < 1 || size > MOST_ROWS)
    throw refused(`Invalid per_page value. Must be between 1 and ${MOST_ROWS}.`);
  const cursor = c.req.query('cursor') ?? '0:0:0';
  const offset = /^\d+:(\d+):[01]$/.exec(cursor)?.[1];
  if (offset === undefined) throw refused('Invalid cursor parameter.');
  return { size, offset: Number(offset) };
}

/** Both links are always there; `results` says whether anything is behind them. */
function linkOf(c: Context, total: number): string {
  const { size, offset } = pageOf(c);
  const link = (rel: string, cursor: string, has: boolean) => {
    const url = new URL(c.req.url);
    url.searchParams.set('cursor', cursor);
    return `<${url}>; rel="${rel}"; results="${has}"; cursor="${cursor}"`;
  };
  return [
    link('previous', `0:${Math.max(0, offset - size)}:1`, offset > 0),
    link('next', `0:${offset + size}:0`, offset + size < total),
  ].join(', ');
}

/** `GET …/events-stats/`: counts over time; silent intervals are 0. With `topEvents` one series for each group. */
export function listStats(place: Place, c: Context): Response {
  const axis = c.req.query('yAxis') ?? 'count()';
  if (axis !== 'count()') throw notBuilt(`the axis ${axis}`);
  const range = rangeOf(c, place.now());
  const step = durationOf(c.req.query('interval') ?? (range.end - range.start > 86_400_000 ? '1h' : '5m'));
  if (step === undefined || step < 60_000) throw refused('Invalid interval');
  if ((range.end - range.start) / step > MOST_POINTS) throw refused(TOO_MANY);
  const rows = rowsOf(place, c);
  const series = (of: readonly Row[]) => ({
    data: steps(range, step).map((start) => {
      const part = visible(place, {
        start: Math.max(start, range.start),
        end: Math.min(start + step, range.end),
      });
      return [start / 1000, [{ count: of.reduce((sum, row) => sum + sumOf(row, part), 0) }]];
    }),
    start: range.start / 1000,
    end: range.end / 1000,
    isMetricsData: false,
  });
  const top = Number(c.req.query('topEvents') ?? 0);
  if (top === 0) return Response.json(series(rows));
  if (top > MOST_TOP_EVENTS) throw refused(`Can only get up to ${MOST_TOP_EVENTS} top events`);
  const fields = (c.req.queries('field') ?? []).filter((field) => FUNCTIONS[field] === undefined);
  const groups = [...Map.groupBy(rows, (row) => fields.map((field) => row.fields[field] ?? '').join(','))]
    .map(([name, members]) => ({
      name,
      members,
      count: FUNCTIONS['count()']?.of(members, visible(place, range)),
    }))
    .toSorted((one, other) => Number(other.count) - Number(one.count))
    .slice(0, top);
  return Response.json(
    Object.fromEntries(groups.map(({ name, members }, order) => [name, { ...series(members), order }])),
  );
}

function steps({ start, end }: Range, step: number): number[] {
  const first = Math.floor(start / step) * step;
  return Array.from({ length: Math.ceil((end - first) / step) }, (_, nth) => first + nth * step);
}

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
import { loadOutcomesAt, outcomesAt, PROJECT, sessionRows, sumOf } from './rows.ts';
import { readSearch } from './search.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** The whole intervals that a range touches: sessions are counted by the hour and no finer. */
function intervalsOf(c: Context, range: Range): { step: number; starts: number[] } {
  const step = durationOf(c.req.query('interval') ?? '1h');
  if (step === undefined || step < HOUR_MS || step % HOUR_MS !== 0)
    throw refused('The interval has to be a multiple of the minimum interval of one hour.');
  if (step > DAY_MS) throw refused('The interval has to be less than one day.');
  if (DAY_MS % step !== 0) throw refused('The interval should divide one day without a remainder.');
  const first = Math.floor(range.start / step) * step;
  const count = Math.max(1, Math.ceil((range.end - first) / step));
  if (count > MOST_POINTS) throw refused(TOO_MANY);
  return { step, starts: Array.from({ length: count }, (_, nth) => first + nth * step) };
}

type Sessions = ReturnType<typeof sessionRows>[number];
type Compute = (rows: readonly Sessions[], range: Range) => number | null;

const total = (rows: readonly Sessions[], range: Range) =>
  rows.reduce((sum, row) => sum + sumOf(row, range), 0);

const FIELDS: Readonly<Record<string, Compute>> = {
  'sum(session)': total,
  'crash_free_rate(session)': (rows, range) => {
    const all = total(rows, range);
    const crashed = rows.reduce((sum, row) => sum + sumOf({ at: row.crashed }, range), 0);
    return all === 0 ? null : Math.max(0, 1 - crashed / all);
  },
  // The script sends no user.
  'count_unique(user)': () => 0,
};

const GROUPS = ['release', 'environment', 'project'];

/** `GET …/sessions/`: loads of each release, by the hour at the finest. */
export function listSessions(place: Place, c: Context): Response {
  const fields = c.req.queries('field') ?? [];
  if (fields.length === 0) throw refused('Request is missing a "field"');
  for (const field of fields) if (FIELDS[field] === undefined) throw refused(`Invalid field: "${field}"`);
  const groupBy = c.req.queries('groupBy') ?? [];
  for (const name of groupBy) if (!GROUPS.includes(name)) throw refused(`Invalid groupBy: "${name}"`);
  const { step, starts } = intervalsOf(c, rangeOf(c, place.now(), '90d'));
  const matches = readSearch(c.req.query('query') ?? '');
  const whole = { start: starts[0] ?? 0, end: (starts.at(-1) ?? 0) + step };
  const rows = sessionRows(place.sampling()).filter((row) => matches(row.fields) && sumOf(row, whole) > 0);
  const groups = Map.groupBy(rows, (row) => JSON.stringify(groupBy.map((name) => fieldOf(row, name))));
  if (groupBy.length === 0 && groups.size === 0) groups.set('[]', []);
  if (groups.size * starts.length > MOST_POINTS) throw refused(TOO_MANY);
  return Response.json({
    start: isoOf(whole.start),
    end: isoOf(whole.end),
    intervals: starts.map(isoOf),
    query: c.req.query('query') ?? '',
    groups: [...groups.values()].map((members) => ({
      by: Object.fromEntries(groupBy.map((name) => [name, members[0] && fieldOf(members[0], name)])),
      totals: Object.fromEntries(fields.map((field) => [field, FIELDS[field]?.(members, whole)])),
      series: Object.fromEntries(
        fields.map((field) => [
          field,
          starts.map((start) => FIELDS[field]?.(members, { start, end: start + step })),
        ]),
      ),
    })),
  });
}

function fieldOf({ fields }: Sessions, name: string): string | number | undefined {
  return name === 'project' ? Number(PROJECT.id) : fields[name];
}

const CATEGORIES = ['error', 'transaction'];

/**
 * `GET …/stats_v2/`: what became of the errors and transactions that were sent: the only place that tells of dropped
 * ones. Loads that a script does not report because it samples are not in it.
 */
export function listOutcomes(place: Place, c: Context): Response {
  const field = c.req.query('field');
  if (field !== 'sum(quantity)') throw refused(`Invalid field: "${field}"`);
  const groupBy = c.req.queries('groupBy') ?? [];
  if (groupBy.length === 0) throw refused('At least one groupBy is required');
  const category = c.req.query('category') ?? 'error';
  if (
    !CATEGORIES.includes(category) ||
    groupBy.some((name) => !['outcome', 'reason', 'category'].includes(name))
  )
    throw notBuilt(`outcomes of ${category} by ${groupBy.join(', ')}`);
  const { step, starts } = intervalsOf(c, rangeOf(c, place.now(), '1d'));
  const sampling = place.sampling();
  const outcomes = [
    { outcome: 'accepted', reason: 'none', of: 'accepted' as const },
    { outcome: 'rate_limited', reason: 'project_abuse_limit', of: 'dropped' as const },
  ].map(({ outcome, reason, of }) => {
    const at = (minute: number) => (category === 'error' ? outcomesAt : loadOutcomesAt)(sampling, minute)[of];
    const series = starts.map((start) => sumOf({ at }, { start, end: start + step }));
    const names: Record<string, string> = { outcome, reason, category };
    return {
      by: Object.fromEntries(groupBy.map((name) => [name, names[name]])),
      totals: { [field]: series.reduce((sum, one) => sum + one, 0) },
      series: { [field]: series },
    };
  });
  return Response.json({
    start: isoOf(starts[0] ?? 0),
    end: isoOf((starts.at(-1) ?? 0) + step),
    intervals: starts.map(isoOf),
    groups: outcomes.filter(({ totals }) => (totals[field] ?? 0) > 0),
  });
}

import type { Criterion } from '../../domain/criterion.ts';
import { MINUTE_MS, type Sample } from '../../domain/sample.ts';
import type { SourceId } from '../../domain/source-health.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';
import { reportedBreaks } from '../customers/index.ts';
import { BURN_RULES, type Burn, decideBurn } from './decide-burn.ts';
import { decideVerdict, type Found, type Verdict } from './decide-verdict.ts';
import { breaksIn, vulnerabilitiesIn } from './details.ts';
import { absentBecause } from './found/absent.ts';
import { budgetsFound } from './found/budgets.ts';
import { availabilityTally, coverageOf, latencyFigures, REMOTE } from './found/edge.ts';
import { ageFigures, breaksFigures, publishTally } from './found/record.ts';
import { type Days, daysUpTo, type Measured, mergedOf, readFine, readMeasured } from './measured.ts';
import { seriesName } from './series.ts';

/** A criterion with its verdict. */
export interface Judged {
  criterion: Criterion;
  verdict: Verdict;
}

/** Every criterion of the configuration, judged by what the store has of its window. */
export async function judgeCriteria(context: Context): Promise<Judged[]> {
  const { criteria } = context.settings.monitoring;
  return Promise.all(
    criteria.map(async (criterion) => ({
      criterion,
      verdict: decideVerdict(criterion, await foundOf(context, criterion)),
    })),
  );
}

async function foundOf(context: Context, { id, days }: Criterion): Promise<Found> {
  if (id === 'budgets') return budgetsFound(context);
  const now = context.clock.now();
  const window = daysUpTo(now, { days, zone: context.settings.monitoring.zone });
  return context.store.transaction(async (tx): Promise<Found> => {
    switch (id) {
      case 'availability':
      case 'latency':
        return edgeFound(tx, id, window);
      case 'npm-publish': {
        const tally = publishTally(await tx.operations.endedSince(window.from.toISOString()));
        return { is: 'found', coverage: 1, figures: { is: 'share', ...tally } };
      }
      case 'breaks':
        return breaksFound(tx, window);
      case 'vulnerabilities':
        return vulnerabilitiesFound(tx, window);
    }
  });
}

async function edgeFound(tx: Tx, id: 'availability' | 'latency', window: Days): Promise<Found> {
  const measured = await readMeasured(tx, REMOTE, window);
  const rows = measured.map(({ series, days }) => ({ series, rows: days }));
  const tally = id === 'availability' ? availabilityTally(rows) : null;
  const figures = tally === null ? latencyFigures(measured) : ({ is: 'share', ...tally } as const);
  const isAbsent = figures.is === 'latency' && (id === 'availability' || figures.locations.length === 0);
  if (isAbsent) return absentBecause('google-monitoring', await tx.sourceStates.all());
  return { is: 'found', coverage: coverageOf(await hoursOf(tx, measured, window), window), figures };
}

/** The hours of the view that is judged, of one of its locations: all are read together. */
async function hoursOf(tx: Tx, measured: readonly Measured[], window: Days): Promise<Sample[]> {
  for (const kind of ['uptime-requests', 'cdn-requests'] as const) {
    const fullest = measured
      .filter(({ series }) => series.is === kind)
      .toSorted((a, b) => coveredIn(b.days) - coveredIn(a.days))[0];
    if (fullest === undefined) continue;
    const range = { from: window.from.toISOString(), to: window.to.toISOString() };
    return tx.samples.read({ series: seriesName(fullest.series), grain: 'hour' }, range);
  }
  return [];
}

function coveredIn(days: readonly Sample[]): number {
  return days.reduce((sum, { covered }) => sum + covered, 0);
}

async function breaksFound(tx: Tx, window: Days): Promise<Found> {
  const states = await tx.sourceStates.all();
  const breaks = breaksIn(detailsOf(states, 'github-issues'));
  const recorded = await reportedBreaks(tx);
  // A break that a person has recorded is a break, also where the issues cannot be read.
  const isMissed = recorded.some(({ reportedAt }) => Date.parse(reportedAt) >= window.from.getTime());
  if (breaks === null && !isMissed) return absentBecause('github-issues', states);
  const { reads, coverage } = await readsOf(tx, seriesName({ is: 'breaks', what: 'open' }), window);
  const all = {
    breaks: [...(breaks?.breaks ?? []), ...recorded],
    isAtLeast: breaks === null || breaks.isAtLeast,
  };
  return { is: 'found', coverage, figures: breaksFigures(all, { from: window.from, reads }) };
}

async function vulnerabilitiesFound(tx: Tx, window: Days): Promise<Found> {
  const states = await tx.sourceStates.all();
  const found = vulnerabilitiesIn(detailsOf(states, 'dependabot'));
  if (found === null) return absentBecause('dependabot', states);
  const name = seriesName({ is: 'vulnerabilities', what: 'open' });
  const { reads, coverage } = await readsOf(tx, name, window);
  const lines = new Set((await tx.surfaces.all()).flatMap(({ id }) => /^pointer:(.+)$/.exec(id)?.[1] ?? []));
  const releases = [];
  for (const line of lines) releases.push(...(await tx.releases.ofReleaseLine(line)));
  const figures = ageFigures(found, releases, { from: window.from, now: window.to, reads });
  return { is: 'found', coverage, figures };
}

function detailsOf(states: Awaited<ReturnType<Tx['sourceStates']['all']>>, id: SourceId) {
  return states.find(({ source }) => source === id)?.details ?? null;
}

/** How often a level was read in a window. */
async function readsOf(tx: Tx, series: string, window: Days): Promise<{ reads: number; coverage: number }> {
  const range = { from: window.from.toISOString(), to: window.to.toISOString() };
  const days = await tx.samples.read({ series, grain: 'day' }, range);
  const hours = await tx.samples.read({ series, grain: 'hour' }, range);
  const measure = mergedOf(days);
  return { reads: measure?.is === 'value' ? measure.times : 0, coverage: coverageOf(hours, window) };
}

/** How old the newest minute may be: older ones do not say how it is now. */
const NEWEST_MS = 15 * MINUTE_MS;

/** How quickly the error budget of the availability is used up, by each rule. */
export async function readBurns(context: Context): Promise<{ hours: number; burn: Burn }[]> {
  const criterion = context.settings.monitoring.criteria.find(({ id }) => id === 'availability');
  if (criterion?.is !== 'share') return [];
  const now = context.clock.now();
  const longest = Math.max(...BURN_RULES.map(({ hours }) => hours)) * 60 * MINUTE_MS + NEWEST_MS;
  const minutes = await context.store.transaction((tx) =>
    readFine(tx, ['uptime-requests', 'uptime-failures', 'cdn-requests'], {
      ...{ from: new Date(now.getTime() - longest), to: now },
      grain: 'minute',
    }),
  );
  const newest = Math.max(0, ...minutes.flatMap(({ rows }) => Date.parse(rows.at(-1)?.at ?? '')));
  const end = newest + MINUTE_MS;
  const within = (ms: number) =>
    now.getTime() - newest > NEWEST_MS
      ? null
      : availabilityTally(
          minutes.map(({ series, rows }) => ({
            series,
            rows: rows.filter(({ at }) => Date.parse(at) >= end - ms),
          })),
        );
  return BURN_RULES.map((rule) => {
    const windows = {
      long: within(rule.hours * 60 * MINUTE_MS),
      short: within(rule.shortMinutes * MINUTE_MS),
    };
    return { hours: rule.hours, burn: decideBurn(windows, { rule, share: criterion.most }) };
  });
}

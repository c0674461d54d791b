import { atLeast, numbered, percent } from '../../../domain/figures.ts';
import { MINUTE_MS } from '../../../domain/sample.ts';
import { type Subject, subjectKey } from '../../../domain/subject.ts';
import type { Context } from '../../../engine/context.ts';
import type { SourceState } from '../../../ports/tables/source-states.ts';
import { readBurns } from '../criteria.ts';
import { sourceName, sourceTrouble } from '../found/absent.ts';
import { type Counted, countIn, readFine } from '../measured.ts';
import type { Look } from './decide-alert.ts';
import { decideErrorRate } from './decide-error-rate.ts';
import { type MonitorAlert, readIncident } from './monitor-alert.ts';

/** One thing that can raise an alert, as it is now. */
export interface Condition {
  subject: Subject;
  name: string;
  owner: string;
  look: Look;
}

/** Everything that can raise an alert, and everything that has: the error budget, each source, the errors of each release. */
export async function readConditions(context: Context): Promise<Condition[]> {
  const found = await foundConditions(context);
  const known = new Set(found.map(({ subject }) => subjectKey(subject)));
  const { open, states } = await context.store.transaction(async (tx) => ({
    open: (await tx.alerts.open()).flatMap((one) => readIncident(one) ?? []),
    states: await tx.sourceStates.all(),
  }));
  const gone = open.filter(({ subject }) => !known.has(subjectKey(subject)));
  return [...found, ...gone.map((alert) => whenGone(alert, states))];
}

/** Nothing is measured of it any more: it is over, unless its source does not work. */
function whenGone(
  { subject, incident: { name, owner } }: MonitorAlert,
  states: readonly SourceState[],
): Condition {
  const source = subject.id.split('/')[0];
  const isUnknown = subject.kind === 'release-errors' && !isWorking(states, source);
  return { subject, name, owner, look: { isBad: isUnknown ? null : false, what: '' } };
}

function isWorking(states: readonly SourceState[], id: string | undefined): boolean {
  return states.find(({ source }) => source === id)?.health.is === 'working';
}

async function foundConditions(context: Context): Promise<Condition[]> {
  return [
    ...(await burnCondition(context)),
    ...(await sourceConditions(context)),
    ...(await errorConditions(context)),
  ];
}

async function burnCondition(context: Context): Promise<Condition[]> {
  const { criteria, owner } = context.settings.monitoring;
  const burns = await readBurns(context);
  if (burns.length === 0) return [];
  const burning = burns.flatMap(({ hours, burn }) =>
    burn.is === 'burning'
      ? [`used up ${Math.round(burn.rate * 10) / 10} times too fast over ${hours} h`]
      : [],
  );
  const isKnown = burns.some(({ burn }) => burn.is === 'within-budget');
  return [
    {
      subject: { kind: 'criterion', id: 'availability' },
      name: 'The error budget of the CDN’s availability',
      owner: criteria.find(({ id }) => id === 'availability')?.owner ?? owner,
      look: {
        isBad: burning.length > 0 ? true : isKnown ? false : null,
        what: burning.join(', '),
      },
    },
  ];
}

/** A source's own health is believed only after several reads: it needs no more patience than an alert's. */
async function sourceConditions({ store, settings }: Context): Promise<Condition[]> {
  const states = await store.transaction((tx) => tx.sourceStates.all());
  return states.map(({ source, health }) => ({
    subject: { kind: 'source', id: source },
    name: sourceName(source),
    owner: settings.monitoring.owner,
    look: {
      isBad: health.is === 'broken',
      what: health.is === 'broken' ? (sourceTrouble(source, states) ?? '') : '',
    },
  }));
}

/** Errors per load over this time. */
const WINDOW_MS = 30 * MINUTE_MS;

async function errorConditions({ store, settings, clock }: Context): Promise<Condition[]> {
  const { errors: limit, owner } = settings.monitoring;
  const now = clock.now();
  const window = { from: new Date(now.getTime() - WINDOW_MS), to: now };
  const { all, states } = await store.transaction(async (tx) => ({
    all: await readFine(tx, ['loads', 'errors'], { ...window, grain: 'minute' }),
    states: await tx.sourceStates.all(),
  }));
  const keys = new Map(all.map(({ series }) => [`${series.source} ${series.version}`, series]));
  return [...keys.values()].map(({ source, version }): Condition => {
    const of = (is: 'loads' | 'errors') =>
      countIn(
        all.flatMap(({ series, rows }) =>
          series.is === is && series.source === source && series.version === version ? rows : [],
        ),
      );
    const [loads, errors] = [of('loads'), of('errors')];
    const isBad = decideErrorRate({ loads, errors, isSourceWorking: isWorking(states, source) }, limit);
    return {
      subject: { kind: 'release-errors', id: `${source}/${version}` },
      name: errorsName(source, version),
      owner,
      look: { isBad, what: isBad === true ? errorsText(loads, errors, limit) : '' },
    };
  });
}

/** Said only where the loads are exact. */
function errorsText(loads: Counted, errors: Counted, { above }: { above: number }): string {
  const least = atLeast(errors.isAtLeast);
  const rate = `${least}${percent(errors.count / loads.count)} errors per load in 30 minutes`;
  return `${rate} (${least}${numbered(errors.count)} of ${numbered(loads.count)}); the limit is ${above} %`;
}

function errorsName(source: 'sentry' | 'datadog', version: string): string {
  return `The error rate of v${version} (${sourceName(source)})`;
}

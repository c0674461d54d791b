import type { Labels, Series } from '../visitors/minutes.ts';
import { createRandom } from '../visitors/random.ts';
import type { Traffic } from '../visitors/traffic.ts';
import type { Range } from './params.ts';

const MINUTE_MS = 60_000;

export const ORGANIZATION = 'awell-health';
export const PROJECT = { id: '4501', slug: 'navi-loader' };
/** The simulated text of what visitors must never lose to anybody: no reader may store it. */
const PRIVATE = 'jane.roe@patients.example opened /pathway/oncology-42';

/** Things of one kind, in counts per minute. */
export interface Row {
  fields: Readonly<Record<string, string>>;
  /** As Sentry stored them: without what it dropped or was not sent. */
  at(minute: number): number;
}

export interface Sampling {
  traffic: Traffic;
  /** The part of loads that the script sends as transactions. */
  sampleRate: number;
  /** Errors a minute above which spike protection drops what is too much; 0 drops nothing. */
  dropsAbove: number;
}

/** Errors, by release and by what throws them: one issue each. */
export function errorRows(sampling: Sampling): Row[] {
  const { traffic } = sampling;
  const part = acceptedPart(sampling);
  return traffic.errors.series().map((series) => {
    const { release = '', kind = '' } = series.labels;
    const number = issueOf(kind);
    return {
      fields: {
        ...common(release),
        'event.type': 'error',
        level: 'error',
        'error.type': kind,
        issue: `NAVI-LOADER-${number}`,
        'issue.id': String(5_000_000 + number),
        title: `${kind}: ${PRIVATE}`,
        message: PRIVATE,
        url: `https://care.example/${PRIVATE}`,
        'user.email': 'jane.roe@patients.example',
      },
      at: (minute) => Math.floor(series.at(minute) * part(minute)),
    };
  });
}

/** Loads, as far as the script reports them: each is a transaction. */
export function loadRows({ traffic, sampleRate }: Sampling): Row[] {
  return traffic.loads.series().map((series) => {
    const { release = '' } = series.labels;
    return {
      fields: { ...common(release), 'event.type': 'transaction', transaction: 'load' },
      at: (minute) => sampled(series, minute, sampleRate),
    };
  });
}

/** Loads as sessions: one for each page, never sampled, in hours only. */
export function sessionRows({ traffic }: Sampling): (Row & { crashed(minute: number): number })[] {
  return traffic.loads.series().map((series) => {
    const { release = '' } = series.labels;
    const errors = traffic.errors.series().filter(({ labels }) => labels['release'] === release);
    return {
      fields: common(release),
      at: series.at,
      crashed: (minute) => errors.reduce((sum, one) => sum + one.at(minute), 0),
    };
  });
}

/** Errors that came in a minute, and those of them that were dropped. */
export function outcomesAt(sampling: Sampling, minute: number): { accepted: number; dropped: number } {
  const all = totalAt(sampling.traffic.errors.series(), minute);
  const accepted = errorRows(sampling).reduce((sum, row) => sum + row.at(minute), 0);
  return { accepted, dropped: all - accepted };
}

/** Every load that is sent is accepted. */
export function loadOutcomesAt(sampling: Sampling, minute: number): { accepted: number; dropped: number } {
  return { accepted: loadRows(sampling).reduce((sum, row) => sum + row.at(minute), 0), dropped: 0 };
}

function acceptedPart({ traffic, dropsAbove }: Sampling): (minute: number) => number {
  const all = traffic.errors.series();
  return (minute) => {
    const total = dropsAbove === 0 ? 0 : totalAt(all, minute);
    return total > dropsAbove ? dropsAbove / total : 1;
  };
}

function totalAt(all: readonly Series[], minute: number): number {
  return all.reduce((sum, one) => sum + one.at(minute), 0);
}

/** The same part of the same minute, however often it is asked for. */
function sampled(series: Series, minute: number, rate: number): number {
  const count = series.at(minute);
  if (rate >= 1 || count === 0) return count;
  return createRandom(`${keyOf(series.labels)} ${minute}`).binomial(count, rate);
}

function keyOf(labels: Labels): string {
  return Object.values(labels).join(' ');
}

function common(version: string): Record<string, string> {
  return {
    release: `navi-loader@${version}`,
    'release.version': version,
    'release.package': 'navi-loader',
    environment: 'production',
    project: PROJECT.slug,
    'project.id': PROJECT.id,
  };
}

const ISSUES = ['TypeError', 'NetworkError', 'SecurityError'];

function issueOf(kind: string): number {
  return ISSUES.indexOf(kind) + 1;
}

/** An event counts at the start of its minute, so that ranges that follow each other count each event once. */
export function sumOf(row: Pick<Row, 'at'>, { start, end }: Range): number {
  let sum = 0;
  for (let minute = Math.ceil(start / MINUTE_MS); minute * MINUTE_MS < end; minute += 1)
    sum += row.at(minute);
  return sum;
}

/** The last minute of a range with any, in milliseconds; `undefined` without. */
export function lastOf(row: Pick<Row, 'at'>, { start, end }: Range): number | undefined {
  for (let minute = Math.ceil(end / MINUTE_MS) - 1; minute * MINUTE_MS >= start; minute -= 1)
    if (row.at(minute) > 0) return minute * MINUTE_MS;
  return undefined;
}

import { MINUTE_MS, mergeSamples, type Sample } from '../../domain/sample.ts';
import type { Tx } from '../../ports/store.ts';
import { seriesName } from '../monitoring/index.ts';
import type { Counts, Side } from './compare-releases.ts';
import type { Watch } from './decide-watch.ts';

/** Only scripts' own reports count loads per release and minute. Of two sources the one with more minutes counts. */
const SOURCES = ['datadog', 'sentry'] as const;
type SourceName = (typeof SOURCES)[number];

/** The newest minutes that are compared. */
const WINDOW_MS = 60 * MINUTE_MS;

/** Loads and errors of the watched release and the replaced one, in the minutes in which all four were measured. */
export async function readCounts(
  tx: Tx,
  { version, replaced, startedAt }: Pick<Watch, 'version' | 'replaced' | 'startedAt'>,
  now: Date,
): Promise<Counts | { missing: string }> {
  if (replaced === null) return { missing: 'there is no earlier release' };
  const from = new Date(Math.max(Date.parse(startedAt), now.getTime() - WINDOW_MS));
  const range = { from: from.toISOString(), to: now.toISOString() };
  const all: Counts[] = [];
  for (const source of SOURCES) {
    const read = (is: 'loads' | 'errors', of: string) =>
      tx.samples.read({ series: seriesName({ is, source, version: of }), grain: 'minute' }, range);
    const rows = {
      freshLoads: await read('loads', version),
      freshErrors: await read('errors', version),
      oldLoads: await read('loads', replaced),
      oldErrors: await read('errors', replaced),
    };
    all.push(countsOf(source, rows));
  }
  const best = all.reduce((one, other) => (other.minutes > one.minutes ? other : one));
  return best.minutes === 0 ? { missing: 'no source reports loads per minute' } : best;
}

type Rows = Record<'freshLoads' | 'freshErrors' | 'oldLoads' | 'oldErrors', readonly Sample[]>;

/** A minute counts only where all four were measured: what was not measured is not zero. */
function countsOf(source: SourceName, rows: Rows): Counts {
  const times = Object.values(rows).map((samples) => new Set(samples.map(({ at }) => at)));
  const [first = new Set<string>(), ...others] = times;
  const common = new Set([...first].filter((at) => others.every((one) => one.has(at))));
  const those = (samples: readonly Sample[]) => sumOf(samples.filter(({ at }) => common.has(at)));
  return {
    source,
    minutes: common.size,
    fresh: sideOf(those(rows.freshLoads), those(rows.freshErrors)),
    old: sideOf(those(rows.oldLoads), those(rows.oldErrors)),
  };
}

interface Sum {
  count: number;
  isAtLeast: boolean;
}

function sideOf(loads: Sum, errors: Sum): Side {
  return {
    loads: loads.count,
    errors: errors.count,
    isLoadsAtLeast: loads.isAtLeast,
    isErrorsAtLeast: errors.isAtLeast,
  };
}

function sumOf(samples: readonly Sample[]): Sum {
  const merged = mergeSamples(samples);
  if (merged?.measure.is !== 'count') return { count: 0, isAtLeast: false };
  return { count: merged.measure.count, isAtLeast: merged.isAtLeast };
}

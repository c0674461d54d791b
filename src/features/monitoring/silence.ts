import { MINUTE_MS } from '../../domain/sample.ts';
import type { Failure, SourceId } from '../../domain/source-health.ts';
import type { Tx } from '../../ports/store.ts';
import { silenceOf } from './decide-health.ts';
import { countIn, readFine } from './measured.ts';

/** Scripts that report nothing for so long, while the load balancer counts requests, do not report any more. */
const TRAFFIC_MS = 15 * MINUTE_MS;
/** Probes prove only that the script is served: at night there may be no visitor for some hours. */
const PROBES_MS = 6 * 60 * MINUTE_MS;

/**
 * Whether a source of reports has counted no load before `to`, while another one saw traffic. Null for other sources, and
 * where no other source has measured the same minutes.
 */
export async function silenceIn(tx: Tx, source: SourceId, to: Date): Promise<Failure | null> {
  if (source !== 'sentry' && source !== 'datadog') return null;
  const loadsIn = async (window: { from: Date; to: Date }) => {
    const loads = await readFine(tx, ['loads'], { ...window, grain: 'minute' });
    return countIn(loads.flatMap(({ series, rows }) => (series.source === source ? rows : []))).count;
  };
  const upTo = await commonEnd(tx, to);
  const balancer = upTo === null ? [] : await rowsOf(tx, 'cdn-requests', upTo, TRAFFIC_MS);
  if (upTo !== null && balancer.length > 0) {
    const loads = await loadsIn(windowTo(upTo, TRAFFIC_MS));
    return silenceOf(loads, { name: 'the load balancer', counted: countIn(balancer).count });
  }
  const answered =
    countIn(await rowsOf(tx, 'probe-requests', to, PROBES_MS)).count -
    countIn(await rowsOf(tx, 'probe-failures', to, PROBES_MS)).count;
  return silenceOf(await loadsIn(windowTo(to, PROBES_MS)), { name: 'Navi’s own probe', counted: answered });
}

/** The end of the minutes that both sources have told; null where the load balancer has told none. */
async function commonEnd(tx: Tx, to: Date): Promise<Date | null> {
  const states = await tx.sourceStates.all();
  const readTo = states.find(({ source }) => source === 'google-monitoring')?.readTo ?? null;
  return readTo === null ? null : new Date(Math.min(Date.parse(readTo), to.getTime()));
}

function windowTo(to: Date, ms: number): { from: Date; to: Date } {
  return { from: new Date(to.getTime() - ms), to };
}

async function rowsOf(
  tx: Tx,
  kind: 'cdn-requests' | 'probe-requests' | 'probe-failures',
  to: Date,
  ms: number,
) {
  const found = await readFine(tx, [kind], { ...windowTo(to, ms), grain: 'minute' });
  return found.flatMap(({ rows }) => rows);
}

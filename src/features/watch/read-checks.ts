import type { Release } from '../../domain/release.ts';
import { MINUTE_MS, mergeSamples } from '../../domain/sample.ts';
import type { Tx } from '../../ports/store.ts';
import { probesIn, seriesName, sourceTrouble } from '../monitoring/index.ts';
import type { Checks } from './decide-watch.ts';

/** For so long Navi's own probes must have been answered. */
const WINDOW_MS = 30 * MINUTE_MS;

/** Whether Navi's own probes get the release, as last read, and were answered since a while. */
export async function readChecks(
  tx: Tx,
  { releaseLine, sha384 }: Pick<Release, 'releaseLine' | 'sha384'>,
  { now, loader }: { now: Date; loader: string },
): Promise<Checks> {
  const states = await tx.sourceStates.all();
  const trouble = sourceTrouble('probes', states);
  if (trouble !== null) return { is: 'unknown', why: trouble };
  const details = states.find(({ source }) => source === 'probes')?.details ?? null;
  const path = `/${releaseLine}/${loader}`;
  const readings = (probesIn(details)?.readings ?? []).filter((one) => one.path === path);
  if (readings.length === 0) return { is: 'unknown', why: `no probe has read ${path} yet` };
  const wrong = readings.filter((one) => one.sha384 === null || (sha384 !== null && one.sha384 !== sha384));
  if (wrong.length > 0)
    return { is: 'bad', why: `${wrong.map(({ probe }) => probe).join(', ')} did not get it last` };
  const range = { from: new Date(now.getTime() - WINDOW_MS).toISOString(), to: now.toISOString() };
  let [requests, failures] = [0, 0];
  for (const probe of new Set(readings.map((one) => one.probe))) {
    requests += await sumOf(tx, seriesName({ is: 'probe-requests', probe }), range);
    failures += await sumOf(tx, seriesName({ is: 'probe-failures', probe }), range);
  }
  if (requests === 0) return { is: 'unknown', why: 'no probe has read anything for 30 minutes' };
  return failures === 0
    ? { is: 'well' }
    : { is: 'bad', why: `${failures} of ${requests} requests in 30 minutes failed` };
}

async function sumOf(tx: Tx, series: string, range: { from: string; to: string }): Promise<number> {
  const measure = mergeSamples(await tx.samples.read({ series, grain: 'minute' }, range))?.measure;
  return measure?.is === 'count' ? measure.count : 0;
}

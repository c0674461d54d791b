import type { Sample } from '../../domain/sample.ts';
import type { Context } from '../../engine/context.ts';
import { enqueueDelivery } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { seriesName } from '../monitoring/index.ts';
import type { WatchAlert } from './watch-alert.ts';
import { type WatchedMinute, watchCharts } from './watch-chart.ts';

/** Posts the watch's charts into its thread, once for each `occasion`. */
export async function postCharts(
  tx: Tx,
  { settings }: Pick<Context, 'settings'>,
  { alert, occasion, at }: { alert: WatchAlert; occasion: string; at: string },
): Promise<void> {
  const key = `charts:${alert.id}:${occasion}`;
  if ((await tx.outbox.lock(key)) !== undefined) return;
  const report = watchCharts(alert, await minutesOf(tx, alert, at), at);
  if (report === null) return;
  const subject = { kind: 'alert', id: alert.id };
  const { channel } = settings.slack;
  await tx.outbox.put({ key, subject, about: { is: 'summary', report }, channel, inThread: true, at });
  await enqueueDelivery(tx, subject, { priority: 'normal', at });
}

/** The minutes of the watch in which the source that judged has counted all four. */
async function minutesOf(tx: Tx, { watch }: WatchAlert, to: string): Promise<WatchedMinute[]> {
  const { version, replaced, startedAt, judged } = watch;
  const source = judged?.counts?.source;
  if (replaced === null || (source !== 'datadog' && source !== 'sentry')) return [];
  const read = async (is: 'loads' | 'errors', of: string) =>
    countsBy(
      await tx.samples.read(
        { series: seriesName({ is, source, version: of }), grain: 'minute' },
        { from: startedAt, to },
      ),
    );
  const [freshLoads, freshErrors] = [await read('loads', version), await read('errors', version)];
  const [oldLoads, oldErrors] = [await read('loads', replaced), await read('errors', replaced)];
  return [...freshLoads].flatMap(([at, loads]) => {
    const [errors, before, failed] = [freshErrors.get(at), oldLoads.get(at), oldErrors.get(at)];
    return errors === undefined || before === undefined || failed === undefined
      ? []
      : [{ at, fresh: { loads, errors }, old: { loads: before, errors: failed } }];
  });
}

function countsBy(samples: readonly Sample[]): Map<string, number> {
  return new Map(
    samples.flatMap(({ at, measure }): [string, number][] =>
      measure.is === 'count' ? [[at, measure.count]] : [],
    ),
  );
}

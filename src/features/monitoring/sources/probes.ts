import { add, EMPTY } from '../../../domain/histogram.ts';
import { levelAt, type Sample, sampleOf } from '../../../domain/sample.ts';
import { defineSource, type SourceContext } from '../../../engine/define-source.ts';
import type { Reading } from '../../../ports/edge.ts';
import type { Probes } from '../details.ts';
import { seriesName } from '../series.ts';

/** Navi's own reads of what is live, from where it runs: status, latency, age and bytes. It tells only what is now. */
export default defineSource({
  id: 'probes',
  everyMinutes: 1,
  lagMinutes: 0,
  reachMinutes: 0,
  right: 'to read the CDN',
  read: async (context, { from }) => {
    const paths = await livePaths(context);
    const seen = await Promise.all(
      paths.map(async (path) => (await context.edge.look(path)).map((reading) => ({ path, reading }))),
    );
    const readings = seen.flat();
    const byProbe = Map.groupBy(readings, ({ reading }) => reading.probe);
    const samples = [...byProbe].flatMap(([probe, of]) =>
      samplesOf(
        probe,
        of.map(({ reading }) => reading),
        from,
      ),
    );
    return { samples, details: detailsOf(readings) };
  },
});

/** The pointer of each release line that has one: what the record calls live. */
async function livePaths({ store, settings }: SourceContext): Promise<string[]> {
  const surfaces = await store.transaction((tx) => tx.surfaces.all());
  return surfaces.flatMap(({ id, live }) => {
    const line = /^pointer:(?<line>.+)$/.exec(id)?.groups?.['line'];
    return line === undefined || live.version === null ? [] : [`/${line}/${settings.cdn.loader}`];
  });
}

function samplesOf(probe: string, readings: readonly Reading[], minute: Date): Sample[] {
  const served = readings.filter((one) => one.is === 'bytes');
  const count = (is: 'probe-requests' | 'probe-failures', count: number) =>
    sampleOf(seriesName({ is, probe }), minute, { is: 'count', count });
  const latency = served.reduce((histogram, { tookMs }) => add(histogram, tookMs), EMPTY);
  const age = Math.max(...served.map(({ ageSeconds }) => ageSeconds));
  return [
    count('probe-requests', readings.length),
    count('probe-failures', readings.length - served.length),
    ...(served.length === 0
      ? []
      : [
          sampleOf(seriesName({ is: 'probe-latency', probe }), minute, {
            is: 'histogram',
            histogram: latency,
          }),
          sampleOf(seriesName({ is: 'probe-age', probe }), minute, levelAt(minute, age)),
        ]),
  ];
}

function detailsOf(readings: readonly { path: string; reading: Reading }[]): Probes {
  return {
    is: 'probes',
    readings: readings.map(({ path, reading }) => ({
      path,
      probe: reading.probe,
      sha384: reading.is === 'bytes' ? reading.sha384 : null,
      ageSeconds: reading.is === 'bytes' ? reading.ageSeconds : null,
    })),
  };
}

import { createTelemetry } from '../../src/adapters/process/telemetry.ts';
import { renderMessage } from '../../src/adapters/slack/render/render-message.ts';
import { loadJobs } from '../../src/app/load-jobs.ts';
import { assemble } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { withStore } from '../harness/store/beside.ts';
import { type Figure, percentile } from './figures.ts';
import { fillHistory } from './history.ts';
import { LIMITS, verdictOn } from './limits.ts';
import type { Measure, Thoroughness } from './measure.ts';
import { type Place, withPlaces } from './places.ts';
import { NOWHERE } from './reads.ts';

const MONTH = 30;
const YEAR = 365;
const MB = 1_000_000;

export const monitoring: Measure = {
  name: 'monitoring',
  summary: 'a year of measurements: its size, and /navi monitor over 30 days with it beside a month',
  run: async (how) => {
    const months = new Map<string, number[]>();
    await withPlaces(how, async (place) => {
      months.set(place.name, (await measured(place, MONTH, how)).times);
      return [];
    });
    return withPlaces(how, async (place) => {
      const { times, bytes, series } = await measured(place, YEAR, how);
      const month = months.get(place.name) ?? [];
      return figuresOf(place, { year: times, month, bytes, series });
    });
  },
};

interface Measured {
  times: number[];
  bytes: number;
  series: number;
}

/** Milliseconds of each answer, from the question to the blocks that Slack would be sent; and the store's growth. */
async function measured(place: Place, days: number, { quick }: Thoroughness): Promise<Measured> {
  const filled = await withStore(place.variables, async (store) => {
    const before = (await store.measure()).bytes;
    const series = await fillHistory(store, { now: new Date(), days });
    return { series, bytes: (await store.measure()).bytes - before };
  });
  const config = loadConfig({ ...place.variables, ...NOWHERE }, (await loadJobs()).schedules);
  const parts = await assemble(config, createTelemetry({ level: 'error', secrets: [] }), 'of the bench');
  const ask = async () => renderMessage(await parts.app.useCases.monitor(MONTH), { now: new Date() });
  try {
    await ask();
    const times: number[] = [];
    for (let index = 0; index < (quick ? 10 : 60); index += 1) {
      const begun = performance.now();
      await ask();
      times.push(performance.now() - begun);
    }
    return { ...filled, times };
  } finally {
    await parts.close();
  }
}

function figuresOf(
  { name }: Place,
  { year, month, bytes, series }: { year: number[]; month: number[]; bytes: number; series: number },
): Figure[] {
  return [
    {
      what: `${name}: a year of ${series} series`,
      navi: bytes / MB,
      peer: null,
      unit: 'MB',
      limit: null,
      note: verdictOn(bytes / MB, LIMITS.year.limit, 'MB'),
    },
    {
      what: `${name}: /navi monitor --days 30 with a year, p50 of ${year.length}`,
      navi: percentile(year, 0.5),
      peer: { name: 'with a month', value: percentile(month, 0.5) },
      unit: 'ms',
      limit: LIMITS.monitor.limit,
    },
  ];
}

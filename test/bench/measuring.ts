import { measureSource } from '../../src/features/monitoring/measure.ts';
import { type MeasuredApp, openMeasuredApp } from '../features/monitoring/measured-app.ts';
import type { Figure } from './figures.ts';
import { LIMITS, verdictOn } from './limits.ts';
import type { Measure } from './measure.ts';

const VISITS = 500;
const MINUTE_MS = 60_000;
const COUNTRIES = ['Belgium', 'France', 'Germany', 'United States', 'Canada', 'Brazil', 'India', 'Japan'];
const LOCATIONS = ['eur-belgium', 'usa-virginia', 'usa-iowa', 'usa-oregon', 'sa-brazil', 'apac-singapore'];

export const measuring: Measure = {
  name: 'measuring',
  summary: `the part of one core that reading every source takes, with ${VISITS} visitors a minute`,
  run: async ({ quick }) => {
    const minutes = quick ? 5 : 60;
    const none = await shareOf(0, minutes);
    const share = await shareOf(VISITS, minutes);
    const figure: Figure = {
      what: `reading every source, ${VISITS} visitors a minute, mean of ${minutes} minutes, of a core`,
      navi: share,
      peer: { name: 'no visitors', value: none },
      unit: '%',
      limit: null,
      note: `${verdictOn(share, LIMITS.measuring.limit, '%')}; the simulated services are in it`,
    };
    return [figure];
  },
};

/** The CPU time of a minute's reads, in percent of a minute. The first read of the past does not count. */
async function shareOf(visits: number, minutes: number): Promise<number> {
  const fixture = await openMeasuredApp();
  try {
    await readAll(fixture);
    const begun = process.cpuUsage();
    for (let minute = 0; minute < minutes; minute += 1) {
      visit(fixture, 60 + minute, visits);
      fixture.pass(1);
      await readAll(fixture);
    }
    const { user, system } = process.cpuUsage(begun);
    return (100 * (user + system)) / 1000 / minutes / MINUTE_MS;
  } finally {
    await fixture.close();
  }
}

async function readAll({ app }: MeasuredApp): Promise<void> {
  for (const { id } of app.context.sources)
    while ((await measureSource(app.context, id)).is === 'again') app.world.clock.jump(1);
}

function visit({ measured }: MeasuredApp, minute: number, visits: number): void {
  if (visits === 0) return;
  for (const [release, part] of [
    ['1.2.0', 0.6],
    ['1.1.0', 0.4],
  ] as const) {
    measured.add('loads', minute, { release }, visits * part);
    measured.add('errors', minute, { release, kind: 'TypeError' }, 2);
  }
  for (const country of COUNTRIES)
    for (const cache of ['HIT', 'MISS']) {
      const labels = { country, continent: 'Europe', code: '200', cache };
      measured.add('requests', minute, labels, Math.round(visits / COUNTRIES.length / 2));
      for (let bucket = 5; bucket < 15; bucket += 1)
        measured.add('latencies', minute, { ...labels, bucket: String(bucket) }, 3);
    }
  for (const location of LOCATIONS) {
    measured.add('passed', minute, { location }, 1);
    measured.add('checkMs', minute, { location }, 25);
  }
}

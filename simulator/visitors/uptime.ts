import type { Load } from '../edge/load.ts';
import type { Knob } from './knob.ts';
import { minuteOf } from './minutes.ts';
import { createRandom } from './random.ts';
import type { Traffic } from './traffic.ts';

/** From where Google's uptime checks ask, and the point of presence that answers them there. */
const LOCATIONS = [
  { location: 'eur-belgium', probe: 'ams', continent: 'Europe', median: 18 },
  { location: 'usa-virginia', probe: 'iad', continent: 'America', median: 16 },
  { location: 'usa-iowa', probe: 'iad', continent: 'America', median: 32 },
  { location: 'usa-oregon', probe: 'iad', continent: 'America', median: 58 },
  { location: 'sa-brazil-sao_paulo', probe: 'iad', continent: 'America', median: 118 },
  { location: 'apac-singapore', probe: 'sin', continent: 'Asia', median: 21 },
] as const;

/** What the uptime check of the simulated project asks for. */
const CHECKED = '/v1/navi-loader.js';

/** One minute's uptime checks, one from each location. */
export async function checkUptime(
  { traffic, load, seed }: { traffic: Traffic; load: Load; seed: string },
  at: number,
  knob: Knob,
): Promise<void> {
  const random = createRandom(`${seed} uptime ${at}`);
  const minute = minuteOf(at);
  for (const { location, probe, continent, median } of LOCATIONS) {
    const { status } = await load(probe, CHECKED, at);
    const passes = status === 200 && random.next() >= knob.serverErrorRate;
    (passes ? traffic.passed : traffic.failed).add({ location }, minute, 1);
    const took = median * (knob.slowdown[continent] ?? 1) * (0.8 + 0.5 * random.next());
    traffic.checkMs.add({ location }, minute, Math.max(1, Math.round(took)));
  }
}

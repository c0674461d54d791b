import type { Service } from '../../simulator/variables.ts';
import type { Config } from '../../src/config/load.ts';
import { createNeighbours } from '../../src/neighbours.ts';
import type { Parts } from '../../src/wire.ts';
import { until } from '../e2e/until.ts';

/**
 * Deadlines of one call, in milliseconds of the neighbours: long enough for a machine that is busy, and in Navi's time
 * (`createQuickClock`) shorter than its lease. GitHub's client puts a second between two writes.
 */
const CALL_MS = 2_000;
const GITHUB_CALL_MS = 3_200;

/** How long Navi waits for an answer of this service, in seconds of the neighbours. */
export function patienceOf(service: Service): number {
  return (service === 'github' ? GITHUB_CALL_MS : CALL_MS) / 1000;
}
/** For so long Compute's thread may take to start on a machine that is busy. */
const START_MS = 90_000;
/** Each call of GitHub's port goes by the next of so many clients, because each spaces its own writes. */
const GITHUB_CLIENTS = 7;

type Told = Parameters<typeof createNeighbours>[1];

/** The real clients, each under a deadline that suits it, with Compute's thread up. */
export async function useQuickNeighbours({ ground }: Parts, config: Config, telemetry: Told): Promise<void> {
  const under = (call: number): Config => ({
    ...config,
    settings: { ...config.settings, deadlines: { ...config.settings.deadlines, call } },
  });
  const quick = createNeighbours(under(CALL_MS), telemetry);
  const githubs = Array.from(
    { length: GITHUB_CLIENTS },
    () => createNeighbours(under(GITHUB_CALL_MS), telemetry).scm,
  );
  let turn = 0;
  const scm = new Proxy(quick.scm, {
    get: (_, name) => {
      turn += 1;
      return Reflect.get(githubs[turn % githubs.length] ?? quick.scm, name);
    },
  });
  await ground.cdn.close();
  Object.assign(ground, { ...quick, scm });
  quick.cdn.warm();
  await until(
    'Compute answers',
    async () => {
      const asked = await quick.cdn.purgeStatus('none').catch((error: unknown) => String(error));
      return asked !== undefined && !String(asked).includes('no answer');
    },
    START_MS,
  );
}

import type { Config } from '../../src/config/load.ts';
import { createNeighbours } from '../../src/neighbours.ts';
import type { Parts } from '../../src/wire.ts';
import { until } from '../e2e/until.ts';
import { CALL_MS } from './patience.ts';

/** For so long Compute's thread may take to start on a machine that is busy. */
const START_MS = 90_000;

type Told = Parameters<typeof createNeighbours>[1];

/** The real clients under a deadline that comes soon, with Compute's thread up. */
export async function useQuickNeighbours({ ground }: Parts, config: Config, telemetry: Told): Promise<void> {
  const deadlines = { ...config.settings.deadlines, call: CALL_MS };
  const quick = createNeighbours({ ...config, settings: { ...config.settings, deadlines } }, telemetry, {
    writesApartMs: 0,
  });
  await ground.cdn.close();
  Object.assign(ground, quick);
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

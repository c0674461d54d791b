import { createSystemClock } from '../adapters/process/clock.ts';
import type { Config } from '../config/load.ts';
import type { Clock } from '../ports/clock.ts';
import type { Telemetry } from '../ports/telemetry.ts';

export interface OpenClock {
  clock: Clock;
  close(): void;
}

/**
 * This machine's clock; the simulated world's where the world has named one. The adapter of that is loaded for no
 * other reason, and never in production, where the configuration refuses the variable as well.
 */
export async function openClock(
  { environment, isProduction }: Pick<Config, 'environment' | 'isProduction'>,
  telemetry: Telemetry,
): Promise<OpenClock> {
  const { NAVI_WORLD_CLOCK_URL: url } = environment;
  if (url === undefined) return { clock: createSystemClock(), close: () => {} };
  if (isProduction) throw new Error('NAVI_WORLD_CLOCK_URL is set in production');
  const { followWorldClock } = await import('../adapters/process/world-clock.ts');
  const clock = await followWorldClock({ url, telemetry });
  return { clock, close: clock.close };
}

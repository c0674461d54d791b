import { createServices } from '../../../src/app/services.ts';
import type { Parts } from '../../../src/app.ts';
import type { Config } from '../../../src/config/load.ts';
import { until } from '../until.ts';
import { CALL_MS } from './patience.ts';

/** For so long Compute's thread may take to start on a machine that is busy. */
const START_MS = 90_000;

type Answer = Parameters<typeof createServices>[1];

/** The real clients under a deadline that comes soon, with Compute's thread up. */
export async function useQuickServices({ context }: Parts, config: Config, telemetry: Answer): Promise<void> {
  const deadlines = { ...config.settings.deadlines, call: CALL_MS };
  const quick = createServices({ ...config, settings: { ...config.settings, deadlines } }, telemetry, {
    clock: context.clock,
    writesApartMs: 0,
  });
  await context.cdn.close();
  Object.assign(context, quick);
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

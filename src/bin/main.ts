import { pathToFileURL } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { guardAddresses } from '../adapters/lookups/index.ts';
import { INTERRUPTED, whenAskedToStop } from '../adapters/process/asked-to-stop.ts';
import { outliveOutput } from '../adapters/process/lost-output.ts';
import { endWithoutFail } from '../adapters/process/stop-deadline.ts';
import { createTelemetry, type ProcessTelemetry } from '../adapters/process/telemetry.ts';
import { StoreAway, StoreInUse, StoreNewer } from '../adapters/store/errors.ts';
import { PortInUse } from '../adapters/web/web.ts';
import { loadJobs } from '../app/load-jobs.ts';
import { createNavi, type Navi } from '../app/navi.ts';
import { secretsIn } from '../config/environment.ts';
import { type Config, loadConfig } from '../config/load.ts';
import { ConfigError, explainProblems } from '../config/problem.ts';
import type { Jobs } from '../engine/define-job.ts';

/** Exit codes for operators. */
const FAULT = 1;
const CONFIGURATION = 78;

/** Starts the bot and keeps it running until it is asked to stop. */
export async function main(): Promise<void> {
  outliveOutput();
  const config = readConfig(await loadJobs());
  if (config === undefined) return;
  guardAddresses(config.addressGuard);
  const secrets = secretsIn(process.env);
  const telemetry = createTelemetry({ level: config.environment.LOG_LEVEL, secrets });
  // The process still ends, as by default; but the log says why.
  process.on('uncaughtExceptionMonitor', (error) => telemetry.error('uncaught exception', error));
  process.on('unhandledRejection', (error) => telemetry.error('unhandled rejection', error));
  await start(config, telemetry).catch((error: unknown) => refuseToStart(error, telemetry));
}

async function start(config: Config, telemetry: ProcessTelemetry): Promise<void> {
  const { version } = manifest;
  let navi: Navi | undefined;
  // Before the store is opened: as the first process of a container it would otherwise not be ended at all.
  stopOnSignals(
    async () => navi?.stop(),
    () => telemetry.info('stopped'),
  );
  navi = await createNavi(config, telemetry, version);
  const { port } = await navi.start();
  telemetry.info('ready', { port, version, simulated: config.environment.NAVI_SIMULATED !== undefined });
}

function readConfig({ schedules }: Jobs): Config | undefined {
  try {
    return loadConfig(process.env, schedules);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(explainProblems(error.problems));
    process.exitCode = CONFIGURATION;
    return undefined;
  }
}

/** An error that the operator can fix is printed as its own sentence; any other is logged as an error. */
function refuseToStart(error: unknown, telemetry: ProcessTelemetry): void {
  const isMendable = [StoreInUse, StoreAway, StoreNewer, PortInUse].some((kind) => error instanceof kind);
  const problem = error instanceof Error ? error.message : String(error);
  if (!isMendable) telemetry.error('could not start', error);
  process.stderr.write(telemetry.mask(isMendable ? `${problem}\n` : `Navi could not start: ${problem}\n`));
  // Exits explicitly, because a listener may be open already.
  process.exit(FAULT);
}

function stopOnSignals(stopNavi: () => Promise<void>, stopped: () => void): void {
  const stop = () => {
    endWithoutFail(FAULT);
    void stopNavi().then(
      () => {
        stopped();
        process.exit(0);
      },
      () => process.exit(FAULT),
    );
  };
  whenAskedToStop({ first: stop, again: () => process.exit(INTERRUPTED) });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();

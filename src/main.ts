import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { INTERRUPTED, whenAskedToStop } from './asked-to-stop.ts';
import { secretsIn } from './config/environment.ts';
import { ConfigError, explainFaults } from './config/fault.ts';
import { type Config, loadConfig } from './config/load.ts';
import { guardAddresses } from './integrations/lookups/index.ts';
import { createTelemetry, type ProcessTelemetry } from './integrations/process/telemetry.ts';
import { endWithoutFail } from './stop-deadline.ts';
import { StoreAway, StoreInUse, StoreNewer } from './store/errors.ts';
import { PortInUse } from './web/web.ts';
import { type App, wire } from './wire.ts';

/** Exit codes for operators. */
const FAULT = 1;
const CONFIGURATION = 78;

const PackageFile = z.object({ version: z.string() });

/** Starts the bot and keeps it running until it is told to stop. */
export async function main(): Promise<void> {
  const config = readConfig();
  if (config === undefined) return;
  guardAddresses(config.addressGuard);
  const secrets = secretsIn(process.env);
  const telemetry = createTelemetry({ level: config.environment.LOG_LEVEL, secrets });
  // The process still ends, as node has it; but the log says why.
  process.on('uncaughtExceptionMonitor', (error) => telemetry.error('uncaught exception', error));
  process.on('unhandledRejection', (error) => telemetry.error('unhandled rejection', error));
  await start(config, telemetry).catch((error: unknown) => refuseToStart(error, telemetry));
}

async function start(config: Config, telemetry: ProcessTelemetry): Promise<void> {
  const { version } = PackageFile.parse(
    JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')),
  );
  const app = await wire(config, telemetry, version);
  stopOnSignals(app, () => telemetry.info('stopped'));
  const { port } = await app.start();
  telemetry.info('ready', { port, version, simulated: config.environment.NAVI_SIMULATED !== undefined });
}

function readConfig(): Config | undefined {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(explainFaults(error.faults));
    process.exitCode = CONFIGURATION;
    return undefined;
  }
}

/** What whoever runs Navi can mend is said in its own sentence; anything else is logged as the fault it is. */
function refuseToStart(error: unknown, telemetry: ProcessTelemetry): void {
  const isMendable = [StoreInUse, StoreAway, StoreNewer, PortInUse].some((kind) => error instanceof kind);
  const problem = error instanceof Error ? error.message : String(error);
  if (!isMendable) telemetry.error('could not start', error);
  process.stderr.write(telemetry.mask(isMendable ? `${problem}\n` : `Navi could not start: ${problem}\n`));
  // Not by itself: a door may be open already.
  process.exit(FAULT);
}

function stopOnSignals(app: App, stopped: () => void): void {
  const stop = () => {
    endWithoutFail(FAULT);
    void app.stop().then(
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

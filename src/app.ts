import { hostname } from 'node:os';
import { createIds } from './adapters/process/clock.ts';
import { withoutSecrets } from './adapters/process/secrets.ts';
import type { ProcessTelemetry } from './adapters/process/telemetry.ts';
import { createSlackClient, type SlackClient } from './adapters/slack/client.ts';
import { openClock } from './app/clock.ts';
import { createApp } from './app/create-app.ts';
import { hostOf } from './app/host.ts';
import { loadChecks } from './app/load-checks.ts';
import { commandsWith } from './app/load-commands.ts';
import { loadDecisions } from './app/load-decisions.ts';
import { loadSources } from './app/load-sources.ts';
import { createServices, openStore, slackEndpoint } from './app/services.ts';
import type { Config } from './config/load.ts';
import type { App } from './dispatch/app.ts';
import type { Context } from './engine/context.ts';
import { createRecordReader } from './engine/read-record.ts';
import { REGISTERED } from './features/registrations.ts';
import type { Host } from './ports/host.ts';

/** The parts that bot and terminal share. */
export interface Parts {
  context: Context;
  host: Host;
  app: App;
  slack: SlackClient;
  /** Stops running steps at a safe point: no new step starts. */
  endWork(): void;
  /** Closes the services and the store. */
  close(): Promise<void>;
}

/**
 * Builds everything except the listeners: the only place that knows all parts. Throws `StoreInUse` and `StoreAway`.
 */
export async function assemble(
  config: Config,
  telemetry: ProcessTelemetry,
  version: string,
  { isOffline = false }: { isOffline?: boolean } = {},
): Promise<Parts> {
  const { environment, settings } = config;
  const { clock, close: closeClock } = await openClock(config, telemetry);
  const store = withoutSecrets(await openStore(config, { telemetry, version, clock }), telemetry.mask);
  const client = createSlackClient({ endpoint: slackEndpoint(environment), telemetry, clock });
  const guarded = <Service extends object>(service: Service) => withoutSecrets(service, telemetry.mask);
  const slack: SlackClient = {
    chat: guarded(client.chat),
    directory: guarded(client.directory),
    calls: guarded(client.calls),
  };
  const services = createServices(config, telemetry, { clock });
  const ids = createIds(clock);
  const stopping = new AbortController();
  const decisions = await loadDecisions();
  const context: Context = {
    ...services,
    stopping: stopping.signal,
    settings,
    policy: config.policy,
    holder: `${hostname()}:${process.pid}:${ids.uuid().slice(0, 8)}`,
    ...REGISTERED,
    decisions,
    sources: await loadSources(),
    store,
    record: createRecordReader(store),
    chat: slack.chat,
    directory: slack.directory,
    clock,
    ids,
    telemetry,
  };
  const close = async () => {
    stopping.abort();
    await services.cdn.close();
    await store.close();
    closeClock();
  };
  const endWork = () => stopping.abort();
  const host = hostOf(environment, clock);
  const commands = await commandsWith(decisions);
  return {
    endWork,
    context,
    host,
    app: createApp(context, { commands, decisions, checks: await loadChecks(), host, isOffline }),
    slack,
    close,
  };
}

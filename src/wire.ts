import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Environment } from './config/environment.ts';
import type { Config } from './config/load.ts';
import { ask, whyNot } from './dispatch/ask.ts';
import type { Command } from './dispatch/command.ts';
import type { Desk } from './dispatch/desk.ts';
import { commandsFrom } from './dispatch/load.ts';
import type { Message } from './domain/message.ts';
import { handleDuty, resume, tick } from './flow/duties/handle.ts';
import { callerFromChat, callerFromToken } from './flow/identify.ts';
import { onRunChanged } from './flow/on-run-changed.ts';
import type { Ground, Neighbours } from './flow/ports.ts';
import { createUseCases } from './flow/use-cases.ts';
import { createCloudCdn } from './integrations/cloud-cdn/index.ts';
import { createEdge } from './integrations/edge/index.ts';
import { createGcs } from './integrations/gcs/index.ts';
import { createGithub, createTokenProver, type GithubAuth } from './integrations/github/index.ts';
import { createNpm } from './integrations/npm/index.ts';
import { createIds, systemClock } from './integrations/process/clock.ts';
import { onSchedule } from './integrations/process/schedule.ts';
import type { ProcessTelemetry } from './integrations/process/telemetry.ts';
import type { Store } from './ports/store.ts';
import { createSlackClient } from './slack/client.ts';
import { createSlackListener } from './slack/listener.ts';
import { openPostgresStore } from './store/postgres/open.ts';
import { openSqliteStore } from './store/sqlite/open.ts';
import { createWeb } from './web/web.ts';

/** The CDN's thread holds 170 MB (facts/apis.md §7), so it ends soon after it was last needed. */
const CDN_IDLE_MS = 5 * 60_000;
const LARGEST_LOADER = 5 * 1024 * 1024;
const DRAIN_MS = 8_000;

/** Navi, put together: started once, stopped once. */
export interface App {
  start(): Promise<{ port: number }>;
  /** Ends what is in hand at the next safe point, hands leases over, and closes everything. */
  stop(): Promise<void>;
}

/** Builds the whole app from its configuration: the only place that knows everything (DESIGN §3). */
export async function wire(config: Config, telemetry: ProcessTelemetry, version: string): Promise<App> {
  const { environment, settings } = config;
  const clock = systemClock;
  const store = await openStore(config, telemetry, version);
  const slack = createSlackClient({ endpoint: slackEndpoint(environment), telemetry, clock });
  const neighbours = createNeighbours(config, telemetry);
  const ids = createIds(clock);
  const ground: Ground = {
    ...neighbours,
    settings,
    policy: config.policy,
    holder: `${hostname()}:${process.pid}:${ids.uuid().slice(0, 8)}`,
    store,
    chat: slack.chat,
    directory: slack.directory,
    prover: createTokenProver({ baseUrl: environment.GITHUB_API_URL, deadlineMs: settings.deadlines.call }),
    clock,
    ids,
    telemetry,
  };
  const desk = createDesk(ground, await loadCommands());
  const listener = createSlackListener({
    desk,
    client: slack,
    endpoints: slackEndpoints(environment),
    telemetry,
    clock,
  });
  const web = createWeb({
    desk,
    port: environment.PORT,
    ready: async () => ({ store: await answers(store), slack: listener.connected() }),
    metrics: telemetry.metrics,
    webhookSecret: environment.GITHUB_WEBHOOK_SECRET,
    onRunChanged: (run) => onRunChanged(ground, run),
    telemetry,
    slack:
      listener.requests === undefined ? undefined : { path: '/slack/events', requests: listener.requests },
  });
  let schedule: { stop(): void } | undefined;
  let worker: Awaited<ReturnType<Store['work']>> | undefined;
  return {
    start: async () => {
      const { port } = await web.start();
      await resume(ground);
      worker = await store.work((duty) => handleDuty(ground, duty));
      await listener.start();
      schedule = onSchedule(settings.schedules.verifyLive, () => {
        tick(ground, 'verify-live').catch((error: unknown) => telemetry.error('a tick was lost', error));
      });
      return { port };
    },
    stop: async () => {
      schedule?.stop();
      await listener.stop();
      await worker?.stop(DRAIN_MS);
      await web.stop();
      await neighbours.cdn.close();
      await store.close();
    },
  };
}

function createNeighbours({ environment, settings }: Config, telemetry: ProcessTelemetry): Neighbours {
  const { cdn, deadlines, repository } = settings;
  const deadlineMs = deadlines.call;
  return {
    scm: createGithub({
      baseUrl: environment.GITHUB_API_URL,
      auth: githubAuth(environment),
      repository,
      deadlineMs,
      telemetry,
    }),
    objects: createGcs({
      baseUrl: environment.GCS_API_URL,
      bucket: cdn.bucket,
      projectId: cdn.project,
      deadlineMs,
    }),
    cdn: createCloudCdn({
      baseUrl: environment.COMPUTE_API_URL,
      project: cdn.project,
      urlMap: cdn.urlMap,
      host: cdn.host,
      deadlineMs,
      idleMs: CDN_IDLE_MS,
    }),
    registry: createNpm({
      registryUrl: environment.NPM_REGISTRY_URL,
      token: environment.NPM_TOKEN,
      deadlineMs,
    }),
    edge: createEdge({
      probes: environment.CDN_PROBE_URLS?.split(',').map((url) => url.trim()),
      host: cdn.host,
      deadlineMs,
      maxBytes: LARGEST_LOADER,
    }),
  };
}

function createDesk(ground: Ground, commands: readonly Command[]): Desk {
  const useCases = createUseCases(ground);
  const onFault = (error: unknown, where: string): Message => {
    const reference = ground.ids.uuid().slice(0, 8);
    ground.telemetry.error('a request failed', error, { where, reference });
    return { is: 'fault', reference, text: 'Something broke in Navi, and nothing more was done.' };
  };
  const dispatch = { commands, useCases, permissions: ground.settings.permissions, onFault };
  return {
    callerFromChat: (account) => callerFromChat(ground, account),
    callerFromToken: (token) => callerFromToken(ground, token),
    ask: (question) => ask(dispatch, question),
    may: (caller, permission) => whyNot(caller, permission, ground.settings.permissions),
    useCases,
    guarded: (name, work) => work().catch((error: unknown) => onFault(error, name)),
  };
}

/** Every file in `commands/` is a command; one that is not stops the start. */
export async function loadCommands(): Promise<Command[]> {
  const folder = new URL('../commands/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  const files = await Promise.all(
    names.map(
      async (name): Promise<{ name: string; exports: unknown }> => ({
        name: name.slice(0, -'.ts'.length),
        exports: await import(new URL(name, folder).href),
      }),
    ),
  );
  return commandsFrom(files);
}

async function openStore(config: Config, telemetry: ProcessTelemetry, version: string): Promise<Store> {
  const { environment } = config;
  const journal = {
    key: { id: 'k1', secret: environment.NAVI_JOURNAL_KEY },
    configHash: config.configHash,
    botVersion: version,
    hosts: hostsOf(environment),
  };
  if (environment.DATABASE_URL !== undefined)
    return openPostgresStore({ url: environment.DATABASE_URL, journal, clock: systemClock, telemetry });
  return openSqliteStore({ dir: environment.NAVI_DATA_DIR, journal, clock: systemClock, telemetry });
}

/** Hosts of the endpoints that were set by hand: a record from a simulated world must never pass for a real one. */
function hostsOf(environment: Environment): string[] {
  const urls = [
    environment.SLACK_API_URL,
    environment.GITHUB_API_URL,
    environment.GCS_API_URL,
    environment.COMPUTE_API_URL,
    environment.NPM_REGISTRY_URL,
  ];
  const hosts = urls.flatMap((url) => (url === undefined ? [] : [new URL(url).host]));
  return environment.NAVI_SIMULATED === undefined ? hosts : ['simulated', ...hosts];
}

function githubAuth(environment: Environment): GithubAuth {
  const {
    GITHUB_APP_ID: appId,
    GITHUB_APP_PRIVATE_KEY: privateKey,
    GITHUB_APP_INSTALLATION_ID: id,
  } = environment;
  if (appId !== undefined && privateKey !== undefined && id !== undefined)
    return { appId, privateKey: privateKey.replaceAll('\\n', '\n'), installationId: Number(id) };
  return { token: environment.GITHUB_TOKEN ?? '' };
}

function slackEndpoint({ SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl }: Environment) {
  return { botToken, ...(apiUrl === undefined ? {} : { apiUrl }) };
}

function slackEndpoints(environment: Environment) {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = environment;
  return {
    ...slackEndpoint(environment),
    ...(appToken === undefined ? {} : { appToken }),
    ...(signingSecret === undefined ? {} : { signingSecret }),
  };
}

async function answers(store: Store): Promise<boolean> {
  return store.ping().then(
    () => true,
    () => false,
  );
}

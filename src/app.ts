import { hostname } from 'node:os';
import { onEachMinute } from './adapters/process/alarm.ts';
import { createIds } from './adapters/process/clock.ts';
import { withoutSecrets } from './adapters/process/secrets.ts';
import type { ProcessTelemetry } from './adapters/process/telemetry.ts';
import { createSlackClient, type SlackClient } from './adapters/slack/client.ts';
import { createSlackListener } from './adapters/slack/listener.ts';
import { createWeb } from './adapters/web/web.ts';
import { openClock } from './app/clock.ts';
import { tryAddresses } from './app/first-look.ts';
import { hostOf } from './app/host.ts';
import { importFolder } from './app/import-folder.ts';
import { loadChecks } from './app/load-checks.ts';
import { loadDecisions } from './app/load-decisions.ts';
import { loadJobs } from './app/load-jobs.ts';
import { createLook } from './app/look.ts';
import { resume } from './app/resume.ts';
import { createServices, openStore, slackEndpoint, slackEndpoints } from './app/services.ts';
import { createUseCases } from './app/use-cases.ts';
import type { Config } from './config/load.ts';
import type { App } from './dispatch/app.ts';
import { ask, type Decision } from './dispatch/ask.ts';
import { createBudgets } from './dispatch/budget.ts';
import type { Command } from './dispatch/command.ts';
import { commandOf } from './dispatch/decide.ts';
import { commandsFrom } from './dispatch/load.ts';
import type { Message } from './domain/message.ts';
import { problemText } from './domain/pairing.ts';
import { whyNot } from './domain/permission.ts';
import type { Context } from './engine/context.ts';
import type { Check } from './engine/define-check.ts';
import type { Decisions } from './engine/define-decision.ts';
import { openDifferencesIn } from './engine/open-differences.ts';
import { createRecordReader } from './engine/read-record.ts';
import { callerFromChat } from './features/people/identify.ts';
import { takeToken } from './features/people/issue.ts';
import { beginPairing } from './features/people/pair.ts';
import { proveTerminal } from './features/people/prove.ts';
import { reportDecision } from './features/people/report.ts';
import { REGISTERED } from './features/registrations.ts';
import { onRunChanged } from './features/release/on-run-changed.ts';
import { watchClock } from './features/status/clock-watch.ts';
import { watchJobs } from './features/status/job-watch.ts';
import { createStoreWatch } from './features/status/store-watch.ts';
import { undelivered } from './outbox/undelivered.ts';
import type { Host } from './ports/host.ts';
import type { Worker } from './ports/store.ts';

const DRAIN_MS = 8_000;

/** Navi, put together: started once, stopped once. */
export interface Navi {
  start(): Promise<{ port: number }>;
  /** Finishes running work at the next safe point, releases leases, and closes everything. */
  stop(): Promise<void>;
}

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
  const services = createServices(config, telemetry);
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

/** The bot: Slack's listener, the web server, and the job worker. */
export async function createNavi(
  config: Config,
  telemetry: ProcessTelemetry,
  version: string,
): Promise<Navi> {
  const { environment, settings } = config;
  const { context, host, app, slack, close, endWork } = await assemble(config, telemetry, version);
  const { store, clock } = context;
  const jobs = await loadJobs();
  const endpoints = slackEndpoints(environment);
  const listener = createSlackListener({ app, client: slack, endpoints, telemetry, clock });
  const storeWatch = createStoreWatch(context);
  const delivers = createLook(context, async (tx) => (await undelivered(tx)).length === 0);
  const recordHolds = createLook(context, async (tx) => (await openDifferencesIn(tx)) === null);
  const web = createWeb({
    app,
    port: environment.PORT,
    host: environment.NAVI_HOST,
    allowedHosts: environment.NAVI_ALLOWED_HOSTS,
    trustedProxies: environment.NAVI_TRUSTED_PROXIES,
    metricsToken: environment.NAVI_METRICS_TOKEN,
    isProduction: config.isProduction,
    ready: async () => ({
      store: await storeWatch.writable(),
      slack: listener.connected() && (await delivers()),
      record: await recordHolds(),
    }),
    metrics: telemetry.metrics,
    webhookSecret: environment.GITHUB_WEBHOOK_SECRET,
    onRunChanged: (run, asksNavi) => onRunChanged(context, { run, asksNavi }),
    telemetry,
    slack:
      listener.requests === undefined ? undefined : { path: '/slack/events', requests: listener.requests },
  });
  let alarm: { stop(): void } | undefined;
  let forgetMoves = () => {};
  let worker: Worker | undefined;
  return {
    start: async () => {
      const { port } = await web.start();
      await resume(context);
      await storeWatch.start(context.stopping);
      await watchClock(context, context.stopping);
      void watchJobs(context, context.stopping);
      if (context.stopping.aborted) return { port };
      worker = await store.work(jobs.names, (job) => jobs.run(context, job));
      await Promise.all([
        listener.start(),
        tryAddresses({ environment, settings }, { host, chat: context.chat, edge: context.edge, telemetry }),
      ]);
      // The first write then need not wait for a read of the whole journal. The start does not wait for it either.
      context.record
        .catchUp()
        .catch((error: unknown) => telemetry.error('the journal could not be read', error));
      const checkSchedules = () => {
        putSchedules(context).catch((error: unknown) =>
          telemetry.error('a check of the schedules failed', error),
        );
      };
      alarm = onEachMinute(checkSchedules);
      // The alarm follows this machine's clock only.
      forgetMoves = clock.onMove(checkSchedules);
      return { port };
    },
    stop: async () => {
      endWork();
      alarm?.stop();
      forgetMoves();
      // First stop claiming jobs; then drain all inputs in parallel, each within its own limit.
      await Promise.allSettled([worker?.stop(DRAIN_MS), listener.stop(), web.stop()]);
      await close();
    },
  };
}

/** The start does not wait for the time zone library: the first check of the schedules loads it. */
async function putSchedules(context: Context): Promise<void> {
  const { putDueJobs } = await import('./engine/schedules.ts');
  await putDueJobs(context);
}

interface AppOf {
  commands: readonly Command[];
  decisions: Decisions;
  checks: readonly Check[];
  host: Host;
  isOffline: boolean;
}

function createApp(context: Context, { commands, decisions, checks, host, isOffline }: AppOf): App {
  const useCases = createUseCases(context, { decisions, checks, host });
  const onFault = (error: unknown, where: string): Message => {
    const reference = context.ids.uuid().slice(0, 8);
    context.telemetry.error('a request failed', error, { where, reference });
    return { is: 'fault', reference, text: 'the request was not completed.' };
  };
  const budgets = createBudgets({ now: () => context.clock.machine().getTime() });
  const dispatch = {
    commands,
    useCases,
    isOffline,
    permissions: context.settings.permissions,
    people: context.settings.people,
    budgets,
    onFault,
    onDecision: (decision: Decision) => reportDecision(context, decision),
  };
  return {
    callerFromChat: (account) => callerFromChat(context, account),
    proveTerminal: async (token) => {
      const proof = await proveTerminal(context, token);
      if (proof.is === 'person' || proof.trouble === null) return { ...proof, trouble: null };
      return { is: 'nobody', trouble: problemText(proof.trouble) };
    },
    terminals: {
      begin: (ask) => beginPairing(context, ask),
      take: (ask) => takeToken(context, ask),
    },
    ask: (question) => ask(dispatch, question),
    may: (caller, permission) => whyNot(caller, permission, context.settings),
    takeClick: budgets.takeClick,
    decisions: decisions.looks,
    useCases,
    guarded: (name, work) => work().catch((error: unknown) => onFault(error, name)),
  };
}

/**
 * Loads the commands: the files in `commands/`, and the decisions with a command. An invalid file stops the start.
 */
export async function loadCommands(): Promise<Command[]> {
  return commandsWith(await loadDecisions());
}

async function commandsWith({ words }: Decisions): Promise<Command[]> {
  return commandsFrom(await importFolder(new URL('../commands/', import.meta.url)), words.map(commandOf));
}

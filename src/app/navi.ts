import { onEachMinute } from '../adapters/process/alarm.ts';
import type { ProcessTelemetry } from '../adapters/process/telemetry.ts';
import { createSlackListener } from '../adapters/slack/listener.ts';
import type { MailHook } from '../adapters/web/mail-hook.ts';
import { createWeb } from '../adapters/web/web.ts';
import { assemble } from '../app.ts';
import type { Config } from '../config/load.ts';
import type { Context } from '../engine/context.ts';
import { openDifferencesIn } from '../engine/open-differences.ts';
import { takeBounce } from '../features/customers/notices/take-bounce.ts';
import { readGauges } from '../features/monitoring/gauges.ts';
import { onRunChanged } from '../features/release/on-run-changed.ts';
import { watchClock } from '../features/status/clock-watch.ts';
import { watchJobs } from '../features/status/job-watch.ts';
import { createStoreWatch } from '../features/status/store-watch.ts';
import { undelivered } from '../outbox/undelivered.ts';
import type { Worker } from '../ports/store.ts';
import { tryAddresses } from './first-look.ts';
import { inputsFirst } from './inputs-first.ts';
import { loadJobs } from './load-jobs.ts';
import { createLook } from './look.ts';
import { resume } from './resume.ts';
import { slackEndpoints } from './services.ts';

const DRAIN_MS = 8_000;

/** Navi, put together: started once, stopped once. */
export interface Navi {
  start(): Promise<{ port: number }>;
  /** Finishes running work at the next safe point, releases leases, and closes everything. */
  stop(): Promise<void>;
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
    mailHook: mailHookOf(context, environment.NAVI_MAIL_WEBHOOK_SECRET),
    telemetry,
    slack:
      listener.requests === undefined ? undefined : { path: '/slack/events', requests: listener.requests },
  });
  telemetry.metrics.show(() =>
    readGauges(context).catch((error: unknown) => {
      telemetry.error('what is measured could not be read for the metrics', error);
      return [];
    }),
  );
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
      const run = inputsFirst(clock, context.stopping, (job) => jobs.run(context, job));
      worker = await store.work(jobs.names, run);
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

function mailHookOf(context: Context, secret: string | undefined): MailHook | undefined {
  if (secret === undefined) return undefined;
  return { secret, now: () => context.clock.now(), onBounce: (bounced) => takeBounce(context, bounced) };
}

/** The start does not wait for the time zone library: the first check of the schedules loads it. */
async function putSchedules(context: Context): Promise<void> {
  const { putDueJobs } = await import('../engine/schedules.ts');
  await putDueJobs(context);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { NAMES, type Service } from '../../../simulator/variables.ts';
import { startWorld, type World } from '../../../simulator/world.ts';
import { createSystemClock } from '../../../src/adapters/process/clock.ts';
import { createTelemetry } from '../../../src/adapters/process/telemetry.ts';
import { createSlackListener } from '../../../src/adapters/slack/listener.ts';
import { createWeb } from '../../../src/adapters/web/web.ts';
import { loadJobs } from '../../../src/app/load-jobs.ts';
import { slackEndpoints } from '../../../src/app/services.ts';
import { assemble } from '../../../src/app.ts';
import { type Config, loadConfig } from '../../../src/config/load.ts';
import type { App } from '../../../src/dispatch/app.ts';
import type { Settings } from '../../../src/domain/settings.ts';
import type { Context } from '../../../src/engine/context.ts';
import { onRunChanged } from '../../../src/features/release/on-run-changed.ts';
import { until } from '../until.ts';
import { tell } from '../world/control.ts';
import { POINTER } from '../world/expect-once.ts';
import { readServices, type Services } from '../world/services.ts';
import { openSlackDoor, type SlackDoor } from '../world/slack-door.ts';
import { useQuickServices } from './clients.ts';
import { pointerWrites } from './counts.ts';

/**
 * A world in this process and the real Navi in it: its clients, its Slack and web doors and its app are started once,
 * because that takes time; its store, clock and settings are new for each case (`beginDay`).
 */
export interface House extends Services {
  world: World;
  door: SlackDoor;
  context: Context;
  app: App;
  settings: Settings;
  /** Tells a service's control door something; Slack's reset is everybody's. */
  control(service: Service, path: string, body: object): Promise<unknown>;
  /** Breaks a call of a service. */
  breakCall(service: Service, how: object): Promise<unknown>;
  /** How things stand when the world has been reset. */
  beginning: { pointerWrites: number };
  /** The world as at its beginning again; caches at the edge are warm. */
  reset(): Promise<void>;
  /** Makes repository, bucket and registry as they are now the beginning. */
  beginHere(): Promise<void>;
  /** What Navi logged since the day began. */
  log: string[];
  close(): Promise<void>;
}

/** A world in which nothing is waited for. */
const PACE = {
  workflow: 'canned',
  stepSeconds: 0,
  npmLagSeconds: 0,
  npmLagTarballOnly: false,
  npmStaleRevConflict: false,
  purgeSeconds: 0,
  edgeSeconds: 0,
  rateLimits: false,
  objectRateLimit: false,
};

/** In milliseconds of Navi: five of them pass in one of the services'. */
const DEADLINES: Settings['deadlines'] = {
  call: 10_000,
  write: 16_000,
  lease: 20_000,
  claim: 10_000,
  reconcile: 8_000,
  answer: 60_000,
  run: 60_000,
  purge: 60_000,
  edge: 60_000,
  npm: 60_000,
};

export async function openHouse({ isProtected = false } = {}): Promise<House> {
  const dir = await mkdtemp(join(tmpdir(), 'navi-faults-'));
  const world = await startWorld({ dir, keep: false, pace: PACE, isProtected });
  const log: string[] = [];
  const config = await configFor(world, dir);
  const telemetry = createTelemetry({ level: 'warn', secrets: [], write: (line) => log.push(line) });
  const { environment, settings } = config;
  const parts = await assemble(config, telemetry, 'of a test');
  await useQuickServices(parts, config, telemetry);
  const { context, app, slack } = parts;
  const endpoints = slackEndpoints(environment);
  const listener = createSlackListener({
    app,
    client: slack,
    endpoints,
    telemetry,
    clock: createSystemClock(),
  });
  const web = createWeb({
    app,
    port: environment.PORT,
    host: '127.0.0.1',
    ready: async () => ({ store: true, slack: listener.connected(), record: true }),
    metrics: telemetry.metrics,
    webhookSecret: environment.GITHUB_WEBHOOK_SECRET,
    onRunChanged: (run, asksNavi) => onRunChanged(context, { run, asksNavi }),
    telemetry,
  });
  await web.start();
  await listener.start();
  await until('Slack is connected', async () => listener.connected());
  const control = (service: Service, path: string, body: object) =>
    tell(world.urls[service] ?? '', path, body);
  const house: House = {
    ...readServices(world.urls),
    world,
    door: openSlackDoor(world.urls.slack ?? ''),
    context,
    app,
    settings,
    control,
    breakCall: (service, how) => control(service, 'faults', how),
    beginning: { pointerWrites: 0 },
    reset: async () => {
      await control('slack', 'reset', {});
      await warm(world);
    },
    beginHere: async () => {
      await world.markBeginning();
      house.beginning = { pointerWrites: await pointerWrites(house) };
    },
    log,
    close: async () => {
      await listener.stop();
      await web.stop();
      await parts.close();
      await world.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  await house.beginHere();
  return house;
}

/** Has every probe hold the pointer, as customers' browsers would have it. */
async function warm({ probeUrls }: World): Promise<void> {
  await Promise.all(
    probeUrls.map(async (url) => {
      const { body } = await request(`${url}/${POINTER}`, { headers: { host: NAMES.host } });
      await body.dump();
    }),
  );
}

/** The configuration as it ships, with the world's variables and deadlines that come soon. */
async function configFor(world: World, dir: string): Promise<Config> {
  const env = { ...world.variables, NAVI_DATA_DIR: join(dir, 'unused'), NAVI_SIMULATED: '1' };
  const config = loadConfig(env, (await loadJobs()).schedules);
  const { rollback } = config.settings;
  const settings = {
    ...config.settings,
    deadlines: DEADLINES,
    rollback: { ...rollback, watch: 2_000 },
  };
  return { ...config, settings };
}

/** A moment of the services, for what has no event to wait for: that something does NOT come. */
export const moment = (seconds: number) => sleep(seconds * 1000);

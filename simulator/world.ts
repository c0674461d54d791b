import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startCompute } from './compute/index.ts';
import { startEdge } from './edge/index.ts';
import { type SimulatedGcs, startGcs } from './gcs/index.ts';
import { type RunningGithub, startGithub } from './github/index.ts';
import { createWorldClock } from './kernel/world-clock.ts';
import { openMeasuring } from './measuring.ts';
import { type SimulatedNpm, startNpm } from './npm/index.ts';
import { startPager } from './pager/index.ts';
import { portsIn } from './ports.ts';
import { createCannedJobs } from './seed/canned.ts';
import { hostedRunnerPath, runnerPath, type SeededRepository, seedWorld } from './seed/index.ts';
import { trustedPublishers, workflowVars } from './seed/workflow-settings.ts';
import { closeAll, openService, type Site, setPace } from './site.ts';
import type { NaviPlug } from './slack/control/surroundings.ts';
import { startSlack } from './slack/index.ts';
import { startSmtp } from './smtp/index.ts';
import { NAMES, type Service, variablesFor } from './variables.ts';

export interface WorldOptions {
  /** The parent of the folder `world`, which holds the whole world; nothing else in it is touched. */
  dir: string;
  /** Continues the last world in `dir`, Navi's store included; else everything starts anew. */
  keep: boolean;
  /** The services that the operator replaces by others. */
  without?: readonly Service[];
  /**
   * The environment `release` lets a job continue only when Navi's App approves, and Navi is that App; else no
   * environment has a rule, and Navi has a token.
   */
  isProtected?: boolean;
  /** The page's switch for Navi; without it Navi was started by hand. */
  naviPlug?: NaviPlug;
  /** The port of the page; the default is a free one. */
  port?: number;
  /** The pace of the world, by the services' keys. */
  pace?: Readonly<Record<string, number | string | boolean>>;
  /** Visits a minute to customers' sites. Without it no visits happen until the knob is turned. */
  visitorsPerMinute?: number;
  /** Stops the start, with an error, when it is aborted. */
  stop?: AbortSignal;
  /** Reports progress to a waiting person. */
  report?: (what: string) => void;
}

export interface World {
  urls: Partial<Record<Service, string>>;
  probeUrls: readonly string[];
  /** The environment for Navi. */
  variables: Record<string, string>;
  /** The bare repository and its commits; absent when it was not seeded. */
  seeded: SeededRepository | undefined;
  /** Stores the present repository, bucket and registry as the state to which a reset returns. */
  markBeginning(): Promise<void>;
  close(): Promise<void>;
}

/** A pace that shows each step without a long wait. */
const USUAL_PACE = { npmLagSeconds: 2, purgeSeconds: 2, edgeSeconds: 3 };

/** Starts the simulated world of `npm start`: services, v1.0.0 and v1.1.0 live, main ready for v1.2.0. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const home = resolve(options.dir, 'world');
  if (!options.keep) rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const ports = portsIn(join(home, 'ports.json'));
  const { without = [], report = () => undefined, stop } = options;
  const clock = createWorldClock({
    file: join(home, 'clock.json'),
    isWhole: isWhole({ without }),
  });
  const site: Site = { home, clock, ports, without, report, stop, urls: {}, open: [] };
  try {
    return await build(site, options);
  } catch (error) {
    await closeAll(site);
    throw error;
  }
}

/** No service of it is a real one; visitors never are. */
function isWhole({ without }: Pick<Site, 'without'>): boolean {
  return without.every((name) => name === 'visitors');
}

async function build(
  site: Site,
  { naviPlug, pace, port, visitorsPerMinute, isProtected = false }: WorldOptions,
): Promise<World> {
  const { home, ports, urls } = site;
  site.report('bucket, registry, CDN');
  const gcs = await openGcs(site);
  const npm = await openNpm(site);
  const probeUrls = await openCdn(site, gcs);
  const seeded = await seed(site, gcs, npm);
  const smtp = await openService(site, 'smtp', (port) => startSmtp({ port, clock: site.clock }));
  const navi = await ports.reserve('navi');
  const appKey = isProtected ? makeAppKey() : undefined;
  const variables = () =>
    variablesFor({
      urls,
      probeUrls: probeUrls.list,
      npmToken: npm?.tokens['navi'],
      appKey,
      clockUrl: isWhole(site) ? `${urls.slack}/_control/clock` : undefined,
      dataDir: join(home, 'store'),
      customers: customersIn(home),
      smtpUrl: smtp?.smtpUrl,
      port: navi,
    });
  site.report('GitHub, Slack');
  const github =
    seeded === undefined
      ? undefined
      : await openGithub(site, { seeded, npm, probeUrls: probeUrls.list, navi, isProtected });
  await probeUrls.warm(['/v1/navi-loader.js', '/v1.0.0/navi-loader.js', '/v1.1.0/navi-loader.js']);
  await openMeasuring(site, { edge: probeUrls.edge, npm, perMinute: visitorsPerMinute });
  await openService(site, 'pager', (at) =>
    startPager({ secret: NAMES.pagerSecret, dataDir: home, port: at, clock: site.clock }),
  );
  await openSlack(site, { naviPlug, port });
  await setPace(site, { ...USUAL_PACE, ...pace });
  return {
    urls,
    probeUrls: probeUrls.list,
    variables: variables(),
    seeded,
    markBeginning: async () => {
      gcs?.markBeginning();
      npm?.markBeginning();
      await github?.markBeginning();
    },
    close: () => closeAll(site),
  };
}

function openGcs(site: Site): Promise<SimulatedGcs | undefined> {
  return openService(site, 'gcs', (port) =>
    startGcs({ bucket: NAMES.bucket, dataDir: site.home, port, clock: site.clock }),
  );
}

function openNpm(site: Site): Promise<SimulatedNpm | undefined> {
  return openService(site, 'npm', (port) =>
    startNpm({
      dataDir: site.home,
      port,
      clock: site.clock,
      trustedPublishers: trustedPublishers(NAMES.repository),
      issuer: () => site.urls.github ?? '',
    }),
  );
}

/** The edge with its probes, and Compute, which sends it the purges. */
async function openCdn(site: Site, gcs: SimulatedGcs | undefined) {
  const { bucket, host, project, urlMap } = NAMES;
  const { clock } = site;
  const originUrl = gcs?.url ?? 'http://127.0.0.1:9';
  const edge = await openService(site, 'edge', (port) => startEdge({ originUrl, bucket, host, port, clock }));
  await openService(site, 'compute', (port) =>
    startCompute({
      project,
      urlMap,
      port,
      clock,
      dataDir: site.home,
      ...(edge === undefined ? {} : { edgeUrl: edge.url }),
    }),
  );
  return {
    edge,
    list: edge?.probeUrls ?? [],
    warm: async (paths: readonly string[]) => {
      if (gcs !== undefined) await edge?.warm(paths);
    },
  };
}

/** Needs a bucket and a registry; for a world without one it fills a hidden one, because the repository needs it. */
async function seed(
  site: Site,
  gcs: SimulatedGcs | undefined,
  npm: SimulatedNpm | undefined,
): Promise<SeededRepository | undefined> {
  if (site.without.includes('github') && (gcs === undefined || npm === undefined)) return undefined;
  site.stop?.throwIfAborted();
  site.report('repository; v1.0.0 and v1.1.0 released by hand');
  const isNew = !existsSync(join(site.home, 'navi.git'));
  const bucket = gcs ?? (await startGcs({ bucket: NAMES.bucket, clock: site.clock }));
  const registry = npm ?? (await startNpm({ clock: site.clock }));
  try {
    const seeded = await seedWorld({
      dir: site.home,
      gcsUrl: bucket.url,
      npmUrl: registry.url,
      npmToken: registry.tokens['workflow'] ?? '',
      bucket: NAMES.bucket,
    });
    if (isNew) for (const service of [bucket, registry]) service.markBeginning();
    return seeded;
  } finally {
    if (gcs === undefined) await bucket.close();
    if (npm === undefined) await registry.close();
  }
}

interface GithubPlaces {
  seeded: SeededRepository;
  npm: SimulatedNpm | undefined;
  probeUrls: readonly string[];
  /** The port on which Navi will listen. */
  navi: number;
  isProtected: boolean;
}

async function openGithub(
  site: Site,
  { seeded, npm, probeUrls, navi, isProtected }: GithubPlaces,
): Promise<RunningGithub | undefined> {
  const { gcs: gcsUrl = '', npm: npmUrl = '' } = site.urls;
  const npmToken = npm?.tokens['workflow'] ?? '';
  const { repository } = seeded;
  const vars = workflowVars({
    gcsUrl,
    bucket: NAMES.bucket,
    npmUrl,
    cdnHost: NAMES.host,
    probeUrls,
  });
  return openService(site, 'github', (port) =>
    startGithub({
      repository,
      name: NAMES.repository,
      dataDir: site.home,
      port,
      clock: site.clock,
      path: runnerPath(join(site.home, 'runner')),
      hostedPath: hostedRunnerPath(),
      vars: () => ({
        ...vars,
        GOOGLE_CLOUD_PROJECT: NAMES.project,
        COMPUTE_API_URL: site.urls.compute ?? '',
      }),
      hooks: () => [{ url: `http://127.0.0.1:${navi}/hooks/github`, secret: NAMES.webhookSecret }],
      environments: isProtected
        ? [{ name: NAMES.environment, reviewers: [], waitSeconds: 0, apps: [NAMES.app.login] }]
        : [],
      tagRules: [{ pattern: 'v*', bypass: [NAMES.app.login] }],
      canned: createCannedJobs({
        repository,
        gcsUrl,
        bucket: NAMES.bucket,
        npmUrl,
        npmToken,
        now: site.clock.now,
      }),
    }),
  );
}

/** The customers of the example, as a file of the world that people may change. */
function customersIn(home: string): string {
  const file = join(home, 'customers.yaml');
  if (!existsSync(file)) copyFileSync(join(import.meta.dirname, '../examples/customers.yaml'), file);
  return file;
}

function makeAppKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

interface PageOptions {
  naviPlug: NaviPlug | undefined;
  /** A port that was asked for must be free. */
  port: number | undefined;
}

async function openSlack(site: Site, { naviPlug, port }: PageOptions): Promise<void> {
  await openService(site, 'slack', (usual) =>
    startSlack({
      dataDir: site.home,
      port: port ?? usual,
      clock: site.clock,
      services: () => site.urls,
      ...(naviPlug === undefined ? {} : { navi: naviPlug }),
    }),
  );
}

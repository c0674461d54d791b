import { createCloudCdn } from '../adapters/cloud-cdn/index.ts';
import { createEdge } from '../adapters/edge/index.ts';
import { createGcs } from '../adapters/gcs/index.ts';
import { createGithub, type GithubAuth, type GithubOptions } from '../adapters/github/index.ts';
import { createHeartbeat } from '../adapters/heartbeat/index.ts';
import { createNpm } from '../adapters/npm/index.ts';
import { createPager } from '../adapters/pager/index.ts';
import { withoutSecrets } from '../adapters/process/secrets.ts';
import type { ProcessTelemetry } from '../adapters/process/telemetry.ts';
import { openSqliteStore } from '../adapters/store/sqlite/open.ts';
import type { Environment } from '../config/environment.ts';
import type { Config } from '../config/load.ts';
import { journalKey } from '../domain/journal-key.ts';
import { LARGEST_LOADER } from '../domain/surface.ts';
import type { Clock } from '../ports/clock.ts';
import type { Mail } from '../ports/mail.ts';
import type { Pager } from '../ports/pager.ts';
import type { Services } from '../ports/services.ts';
import type { Store } from '../ports/store.ts';
import { createCustomersFile } from './customers-file.ts';
import { createMeasuring } from './measuring.ts';

/** The CDN's thread uses 110 MB, so it ends soon after its last use. */
const CDN_IDLE_MS = 5 * 60_000;

/** Creates every service that steps use, from the configuration. */
export function createServices(
  config: Config,
  telemetry: ProcessTelemetry,
  { clock, ...github }: { clock: Pick<Clock, 'now'> } & Pick<GithubOptions, 'writesApartMs'>,
): Services {
  const { environment, settings, addressGuard } = config;
  const { cdn, deadlines, repository } = settings;
  const deadlineMs = deadlines.call;
  const guarded = <Service extends object>(service: Service) => withoutSecrets(service, telemetry.mask);
  const onGithub = guarded(
    createGithub({
      baseUrl: environment.GITHUB_API_URL,
      auth: githubAuth(environment),
      repository,
      deadlineMs,
      telemetry,
      ...github,
    }),
  );
  return {
    scm: onGithub,
    feedback: onGithub,
    customersFile: createCustomersFile(environment.NAVI_CUSTOMERS, settings),
    ...createMeasuring({ environment, settings }, guarded),
    mail: mailOf(config, guarded),
    objects: guarded(
      createGcs({
        baseUrl: environment.GCS_API_URL,
        bucket: cdn.bucket,
        projectId: cdn.project,
        deadlineMs,
      }),
    ),
    cdn: guarded(
      createCloudCdn({
        baseUrl: environment.COMPUTE_API_URL,
        project: cdn.project,
        urlMap: cdn.urlMap,
        host: cdn.host,
        addressGuard,
        deadlineMs,
        idleMs: CDN_IDLE_MS,
      }),
    ),
    registry: guarded(
      createNpm({
        registryUrl: environment.NPM_REGISTRY_URL,
        token: environment.NPM_TOKEN,
        tokenExpires: environment.NPM_TOKEN_EXPIRES,
        deadlineMs,
      }),
    ),
    heartbeat:
      environment.NAVI_HEARTBEAT_URL === undefined
        ? null
        : guarded(createHeartbeat({ url: environment.NAVI_HEARTBEAT_URL, deadlineMs })),
    pager: pagerOf(environment, { guarded, clock, deadlineMs }),
    edge: createEdge({
      probes: environment.CDN_PROBE_URLS,
      host: cdn.host,
      deadlineMs,
      maxBytes: LARGEST_LOADER,
    }),
  };
}

function pagerOf(
  { NAVI_PAGER_URL: url, NAVI_PAGER_SECRET: secret }: Environment,
  {
    guarded,
    ...options
  }: { guarded: (pager: Pager) => Pager; clock: Pick<Clock, 'now'>; deadlineMs: number },
): Pager | null {
  return url === undefined || secret === undefined ? null : guarded(createPager({ url, secret, ...options }));
}

/** Mail, where a server and a sender are configured. Loading the library takes time that most processes do not need. */
function mailOf(
  { environment, settings, isProduction }: Config,
  guarded: <Service extends object>(service: Service) => Service,
): Services['mail'] {
  const { SMTP_URL: url, NAVI_MAIL_FROM: from } = environment;
  if (url === undefined) return { missing: 'SMTP_URL' };
  if (from === undefined) return { missing: 'NAVI_MAIL_FROM' };
  const deadlineMs = 3 * settings.deadlines.write;
  return {
    service: guarded({
      async send(letter) {
        const { createSmtp } = await import('../adapters/smtp/index.ts');
        return createSmtp({ url, from, deadlineMs, isProduction }).send(letter);
      },
    } satisfies Mail),
  };
}

/** The store: PostgreSQL where there is a `DATABASE_URL`, else the embedded one. Throws `StoreInUse` and `StoreAway`. */
export async function openStore(
  config: Config,
  { telemetry, version, clock }: { telemetry: ProcessTelemetry; version: string; clock: Clock },
): Promise<Store> {
  const { environment } = config;
  const journal = {
    key: journalKey(environment.NAVI_JOURNAL_KEY),
    formerKeys: environment.NAVI_JOURNAL_KEY_PREVIOUS.map(journalKey),
    configHash: config.configHash,
    botVersion: version,
    hosts: hostsOf(environment),
  };
  const given = { journal, clock, telemetry, claimMs: config.settings.deadlines.claim };
  const { DATABASE_URL: url } = environment;
  if (url !== undefined) {
    // Loading the PostgreSQL drivers takes a tenth of a second, which the embedded store does not need.
    const { openPostgresStore } = await import('../adapters/store/postgres/open.ts');
    return openPostgresStore({ url, ...given });
  }
  return openSqliteStore({ dir: environment.NAVI_DATA_DIR, ...given });
}

/** Hosts of configured endpoints: a record from a simulated world must never look like a real one. */
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

/** Slack's address and token. */
export function slackEndpoint({ SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl }: Environment) {
  return { botToken, ...(apiUrl === undefined ? {} : { apiUrl }) };
}

/** Everything the listener needs, in Socket Mode or HTTP mode. */
export function slackEndpoints(environment: Environment) {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = environment;
  return {
    ...slackEndpoint(environment),
    ...(appToken === undefined ? {} : { appToken }),
    ...(signingSecret === undefined ? {} : { signingSecret }),
  };
}

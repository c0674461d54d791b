/** The names of the simulated world; the addresses are known when it runs. */
export const NAMES = {
  bucket: 'cdn-navi-com',
  host: 'cdn.awellhealth.com',
  project: 'navi-simulated',
  urlMap: 'cdn-navi-map',
  repository: 'awell-health/navi',
  webhookSecret: 'simulated-webhook-secret',
  naviToken: 'ghs_simulated_navi',
  /** Login of Navi's App, and its ids. */
  app: { login: 'navi[bot]', id: '1', installation: '9' },
  environment: 'release',
  sentryToken: 'sntrys_simulated',
  pagerSecret: 'whsec_c2ltdWxhdGVkLXBhZ2VyLXNlY3JldC1vZi0zMi1ieXRlcw==',
  datadog: { apiKey: 'simulated-datadog-api-key', appKey: 'simulated-datadog-application-key' },
} as const;

/** The simulated services; each of them can be left out for a real one. */
export const SERVICES = [
  'slack',
  'github',
  'gcs',
  'compute',
  'edge',
  'npm',
  'downloads',
  'visitors',
  'monitoring',
  'sentry',
  'datadog',
  'pager',
  'smtp',
] as const;
export type Service = (typeof SERVICES)[number];

/** The addresses of a running world. A service that was left out has none. */
export interface Addresses {
  urls: Partial<Record<Service, string>>;
  probeUrls: readonly string[];
  npmToken: string | undefined;
  /** The private key of Navi's App; without it Navi has a token. */
  appKey: string | undefined;
  /** Of the world's time; none where a service is a real one. */
  clockUrl: string | undefined;
  dataDir: string;
  /** Where mail is taken; none where mail is a real service. */
  smtpUrl: string | undefined;
  /** The customers file of the world. */
  customers: string;
  port: number;
}

/**
 * The environment through which Navi knows the world. The operator sets the variables of services that are left out.
 */
export function variablesFor({
  urls,
  probeUrls,
  npmToken,
  appKey,
  clockUrl,
  dataDir,
  customers,
  smtpUrl,
  port,
}: Addresses): Record<string, string> {
  return {
    ...(urls.slack === undefined ? {} : slackVariables(urls.slack)),
    ...(urls.github === undefined
      ? {}
      : {
          ...githubCredentials(appKey),
          GITHUB_API_URL: urls.github,
          GITHUB_WEBHOOK_SECRET: NAMES.webhookSecret,
        }),
    ...([urls.gcs, urls.compute, urls.monitoring].every((url) => url === undefined)
      ? {}
      : { GOOGLE_CLOUD_PROJECT: NAMES.project }),
    ...(urls.gcs === undefined ? {} : { GCS_API_URL: urls.gcs }),
    ...(urls.compute === undefined ? {} : { COMPUTE_API_URL: urls.compute }),
    ...(urls.edge === undefined ? {} : { CDN_PROBE_URLS: probeUrls.join(',') }),
    ...(urls.npm === undefined || npmToken === undefined
      ? {}
      : { NPM_TOKEN: npmToken, NPM_REGISTRY_URL: urls.npm }),
    ...measuringVariables(urls),
    ...(urls.pager === undefined
      ? {}
      : { NAVI_PAGER_URL: `${urls.pager}/page`, NAVI_PAGER_SECRET: NAMES.pagerSecret }),
    ...(clockUrl === undefined ? {} : { NAVI_WORLD_CLOCK_URL: clockUrl }),
    NAVI_DATA_DIR: dataDir,
    NAVI_CUSTOMERS: customers,
    ...(smtpUrl === undefined
      ? {}
      : { SMTP_URL: smtpUrl, NAVI_MAIL_FROM: 'Navi <navi@awellhealth.example>' }),
    NAVI_JOURNAL_KEY: 'simulated-journal-key-for-a-world-that-is-not-real',
    PORT: String(port),
    NAVI_URL: `http://127.0.0.1:${port}`,
  };
}

/** Writes the key's line ends as `\n`, as in a file of variables. */
function githubCredentials(appKey: string | undefined): Record<string, string> {
  if (appKey === undefined) return { GITHUB_TOKEN: NAMES.naviToken };
  return {
    GITHUB_APP_ID: NAMES.app.id,
    GITHUB_APP_PRIVATE_KEY: appKey.trim().replaceAll('\n', '\\n'),
    GITHUB_APP_INSTALLATION_ID: NAMES.app.installation,
  };
}

function slackVariables(url: string): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: 'xoxb-simulated',
    SLACK_APP_TOKEN: 'xapp-simulated',
    SLACK_SIGNING_SECRET: 'simulated-signing-secret',
    SLACK_API_URL: `${url}/api/`,
  };
}

/** The sources of what is measured. */
function measuringVariables({
  downloads,
  monitoring,
  sentry,
  datadog,
}: Addresses['urls']): Record<string, string> {
  return {
    ...(downloads === undefined ? {} : { NPM_DOWNLOADS_URL: downloads }),
    ...(monitoring === undefined ? {} : { MONITORING_API_URL: monitoring }),
    ...(sentry === undefined ? {} : { SENTRY_URL: sentry, SENTRY_AUTH_TOKEN: NAMES.sentryToken }),
    ...(datadog === undefined
      ? {}
      : {
          DATADOG_URL: datadog,
          DATADOG_API_KEY: NAMES.datadog.apiKey,
          DATADOG_APP_KEY: NAMES.datadog.appKey,
        }),
  };
}

/** The variables as lines that a POSIX shell can read. */
export function exportLines(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  );
}

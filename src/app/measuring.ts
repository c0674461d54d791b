import { createDatadog } from '../adapters/datadog/index.ts';
import { createGoogleMonitoring } from '../adapters/google-monitoring/index.ts';
import { createNpmDownloads } from '../adapters/npm-downloads/index.ts';
import { createSentry } from '../adapters/sentry/index.ts';
import type { Environment } from '../config/environment.ts';
import type { Config } from '../config/load.ts';
import type { Reports } from '../ports/reports.ts';
import type { Optional, Services } from '../ports/services.ts';

/** Masks secrets in a service's errors. */
type Guarded = <Service extends object>(service: Service) => Service;
type Given = Pick<Config, 'environment' | 'settings'>;

/** Creates the services that only measure. A missing setting is a service that is not set up, not an error. */
export function createMeasuring(
  given: Given,
  guarded: Guarded,
): Pick<Services, 'traffic' | 'downloads' | 'sentry' | 'datadog'> {
  const { environment, settings } = given;
  const { cdn, deadlines } = settings;
  const deadlineMs = deadlines.call;
  return {
    traffic: guarded(
      createGoogleMonitoring({
        baseUrl: environment.MONITORING_API_URL,
        project: cdn.project,
        urlMap: cdn.urlMap,
        host: cdn.host,
        loadsMetric: settings.monitoring.customerLoads.metric,
        deadlineMs,
      }),
    ),
    downloads: guarded(createNpmDownloads({ baseUrl: environment.NPM_DOWNLOADS_URL, deadlineMs })),
    sentry: sentryOf(given, guarded),
    datadog: datadogOf(given, guarded),
  };
}

function sentryOf({ environment, settings }: Given, guarded: Guarded): Optional<Reports> {
  const { SENTRY_AUTH_TOKEN: token, SENTRY_URL: baseUrl } = environment;
  const { sentry } = settings.monitoring;
  if (sentry === null) return { missing: 'monitoring.sentry' };
  if (token === undefined) return { missing: 'SENTRY_AUTH_TOKEN' };
  return {
    service: guarded(createSentry({ baseUrl, token, ...sentry, deadlineMs: settings.deadlines.call })),
  };
}

function datadogOf({ environment, settings }: Given, guarded: Guarded): Optional<Reports> {
  const { DATADOG_API_KEY: apiKey, DATADOG_APP_KEY: appKey } = environment;
  const { datadog } = settings.monitoring;
  if (datadog === null) return { missing: 'monitoring.datadog' };
  if (apiKey === undefined) return { missing: 'DATADOG_API_KEY' };
  if (appKey === undefined) return { missing: 'DATADOG_APP_KEY' };
  const baseUrl = datadogAddress(environment);
  const deadlineMs = settings.deadlines.call;
  return { service: guarded(createDatadog({ baseUrl, apiKey, appKey, ...datadog, deadlineMs })) };
}

/** Each site has its own host (docs.datadoghq.com, "Datadog sites"). */
function datadogAddress({ DATADOG_URL: url, DATADOG_SITE: site }: Environment): string {
  return url ?? `https://api.${site}`;
}

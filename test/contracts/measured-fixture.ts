import { startDatadog } from '../../simulator/datadog/index.ts';
import { startDownloads } from '../../simulator/downloads/index.ts';
import { createWorldClock } from '../../simulator/kernel/world-clock.ts';
import { startMonitoring } from '../../simulator/monitoring/index.ts';
import { startSentry } from '../../simulator/sentry/index.ts';
import { minuteOf } from '../../simulator/visitors/minutes.ts';
import { createTraffic, type Traffic } from '../../simulator/visitors/traffic.ts';
import { createDatadog } from '../../src/adapters/datadog/index.ts';
import { createGoogleMonitoring } from '../../src/adapters/google-monitoring/index.ts';
import { createNpmDownloads } from '../../src/adapters/npm-downloads/index.ts';
import { createSentry } from '../../src/adapters/sentry/index.ts';
import type { Minutes } from '../../src/domain/period.ts';
import type { Downloads } from '../../src/ports/downloads.ts';
import type { Reports } from '../../src/ports/reports.ts';
import type { Traffic as TrafficPort } from '../../src/ports/traffic.ts';

export const START = Date.parse('2026-11-27T09:00:00Z');
export const MINUTE = 60_000;
export const PACKAGE = '@awell-health/navi-js';

/** The real clients. */
export interface Clients {
  monitoring: TrafficPort;
  sentry: Reports;
  datadog: Reports;
  downloads: Downloads;
}

export type Name = keyof Clients;

/** One request of each client, whatever it answers. */
export function ask(clients: Clients, name: Name, minutes: Minutes = minutesFrom(0, 10)): Promise<unknown> {
  return name === 'downloads' ? clients.downloads.lastDays(PACKAGE) : clients[name].read(minutes);
}

/** From this minute after the start up to, not including, another. */
export function minutesFrom(from: number, to: number): Minutes {
  return { from: new Date(START + from * MINUTE), to: new Date(START + to * MINUTE) };
}

export function isoAt(minute: number): string {
  return new Date(START + minute * MINUTE).toISOString();
}

export function connect(
  urls: Record<Name, string>,
  { deadlineMs = 5_000, sampleRate = 1, token = 'secret' } = {},
): Clients {
  return {
    monitoring: createGoogleMonitoring({
      baseUrl: urls.monitoring,
      project: 'p',
      urlMap: 'map',
      host: 'cdn.example',
      loadsMetric: 'navi_loads',
      deadlineMs,
    }),
    sentry: createSentry({
      baseUrl: urls.sentry,
      token,
      organization: 'awell-health',
      project: '4501',
      environment: 'production',
      package: 'navi-loader',
      sampleRate,
      deadlineMs,
    }),
    datadog: createDatadog({
      baseUrl: urls.datadog,
      apiKey: 'api',
      appKey: token,
      service: 'navi-loader',
      env: 'production',
      sampleRate,
      deadlineMs,
    }),
    downloads: createNpmDownloads({ baseUrl: urls.downloads, deadlineMs }),
  };
}

/** The simulated services over one table of traffic, an hour after `START`. */
export interface Measured {
  traffic: Traffic;
  urls: Record<Name, string>;
  setTime(ms: number): void;
  add(table: keyof Traffic, minute: number, labels: Record<string, string>, count: number): void;
  close(): Promise<void>;
}

export async function openMeasured(): Promise<Measured> {
  let at = START + 60 * MINUTE;
  const traffic = createTraffic();
  const clock = createWorldClock({ machine: () => at });
  const source = { traffic, caughtUp: async () => undefined };
  const published = async () => [
    { name: PACKAGE, versions: [{ version: '1.1.0', at: START - 40 * 86_400_000 }] },
  ];
  const services = await Promise.all([
    startMonitoring({ source, project: 'p', urlMap: 'map', host: 'cdn.example', clock }),
    startSentry({ source, token: 'secret', clock }),
    startDatadog({ source, keys: { api: 'api', app: 'secret' }, clock }),
    startDownloads({ published, clock }),
  ]);
  const [monitoring, sentry, datadog, downloads] = services;
  return {
    traffic,
    urls: { monitoring: monitoring.url, sentry: sentry.url, datadog: datadog.url, downloads: downloads.url },
    setTime: (ms) => {
      at = ms;
    },
    add: (table, minute, labels, count) => traffic[table].add(labels, minuteOf(START) + minute, count),
    close: async () => void (await Promise.all(services.map((service) => service.close()))),
  };
}

import { z } from 'zod';
import { startDatadog } from './datadog/index.ts';
import type { Published } from './downloads/days.ts';
import { startDownloads } from './downloads/index.ts';
import type { SimulatedEdge } from './edge/index.ts';
import { startMonitoring } from './monitoring/index.ts';
import type { SimulatedNpm } from './npm/index.ts';
import { HISTORY } from './seed/history.ts';
import { startSentry } from './sentry/index.ts';
import { openService, type Site } from './site.ts';
import { NAMES } from './variables.ts';
import { startVisitors } from './visitors/index.ts';
import { createTraffic, type TrafficSource } from './visitors/traffic.ts';

interface Measured {
  edge: SimulatedEdge | undefined;
  npm: SimulatedNpm | undefined;
  /** Visits a minute; without it none happen until the knob is turned. */
  perMinute: number | undefined;
}

/** The visitors of customers' sites, and every service that counts what they do. */
export async function openMeasuring(site: Site, { edge, npm, perMinute }: Measured): Promise<void> {
  const { clock } = site;
  const visitors =
    edge === undefined
      ? undefined
      : await openService(site, 'visitors', (port) =>
          startVisitors({ load: edge.load, port, clock, ...(perMinute === undefined ? {} : { perMinute }) }),
        );
  const source: TrafficSource = visitors ?? { traffic: createTraffic(), caughtUp: async () => undefined };
  const { project, urlMap, host, sentryToken: token, datadog } = NAMES;
  await openService(site, 'monitoring', (port) =>
    startMonitoring({ source, project, urlMap, host, port, clock }),
  );
  await openService(site, 'sentry', (port) => startSentry({ source, token, port, clock }));
  const keys = { api: datadog.apiKey, app: datadog.appKey };
  await openService(site, 'datadog', (port) => startDatadog({ source, keys, port, clock }));
  if (npm !== undefined)
    await openService(site, 'downloads', (port) =>
      startDownloads({ published: () => publishedIn(npm), port, clock }),
    );
}

const Registry = z.object({
  packages: z.array(
    z.object({
      name: z.string(),
      versions: z.array(z.object({ version: z.string(), publishedAt: z.string().optional() })),
    }),
  ),
});

async function publishedIn({ url }: SimulatedNpm): Promise<Published[]> {
  const answer = await fetch(`${url}/_control/state`, { signal: AbortSignal.timeout(5000) });
  return Registry.parse(await answer.json()).packages.map(({ name, versions }) => ({
    name,
    versions: versions.map(({ version, publishedAt = '' }) => ({
      version,
      at: taggedAt(version) ?? Date.parse(publishedAt),
    })),
  }));
}

/** The versions of before the world began were published when they were tagged: they have a history of downloads. */
function taggedAt(version: string): number | undefined {
  const chapter = HISTORY.find(({ tag }) => tag?.name === `v${version}`);
  const last = chapter?.changes.at(-1);
  return last === undefined ? undefined : Date.parse(last.at);
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { NAMES } from '../../simulator/variables.ts';
import { callsSince } from './calls.ts';
import type { Stage } from './stage.ts';

const LONGEST_MS = 120_000;
const run = promisify(execFile);

/** Google's command line, where it is installed. */
export function findGcloud(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'gcloud')).find((file) => existsSync(file));
}

/** Which Google Cloud CLI that is, in its own words. */
export async function gcloudVersion(gcloud: string): Promise<string> {
  const { stdout } = await run(gcloud, ['--version'], { timeout: LONGEST_MS });
  return stdout.split('\n')[0] ?? 'unknown';
}

/**
 * The seed's own rollback ("CDN Rollback" of the release pipeline, with `gcloud storage cp` for `gsutil cp`) against
 * the simulated Google Cloud. Gives the milliseconds from its start to the purge request; undefined without `gcloud`.
 */
export async function seedRollback({ urls }: Stage): Promise<number | undefined> {
  const gcloud = findGcloud();
  if (gcloud === undefined) return undefined;
  const home = await mkdtemp(join(tmpdir(), 'navi-bench-gcloud-'));
  const options = { timeout: LONGEST_MS, env: environment(home, urls) };
  const bucket = `gs://${NAMES.bucket}`;
  try {
    const begun = Date.now();
    const copy = ['storage', 'cp', `${bucket}/v1.1.0/navi-loader.js`, `${bucket}/v1/navi-loader.js`];
    await run(gcloud, copy, options);
    const purge = ['compute', 'url-maps', 'invalidate-cdn-cache', NAMES.urlMap];
    await run(gcloud, [...purge, '--path=/v1/navi-loader.js', '--global'], options);
    const calls = await callsSince(urls, ['compute'], begun);
    const asked = calls.find(({ method }) => method === 'urlMaps.invalidateCache');
    if (asked === undefined) throw new Error('gcloud asked for no purge');
    return asked.from - begun;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** No credentials, a configuration of its own, and the simulators for Google's addresses (Google Cloud CLI, "Properties"). */
function environment(home: string, { gcs, compute }: Stage['urls']): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    CLOUDSDK_CONFIG: home,
    CLOUDSDK_CORE_PROJECT: NAMES.project,
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
    CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `${compute}/compute/v1/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${gcs}/storage/v1/`,
  };
}

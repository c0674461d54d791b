import type { StorePlace } from '../store/store-reader.ts';
import type { OnceWorld } from './world.ts';

export interface Surroundings {
  place: StorePlace;
  /** Where the process finds its services. */
  urls: Readonly<Record<string, string>>;
  config: string;
  /** Of its web door; the one the world sends webhooks to when left out. */
  port?: number;
}

/** The world's variables, with the services at other addresses and the store of this case. */
export function environment(
  world: OnceWorld,
  { place, urls, config, port }: Surroundings,
): Record<string, string> {
  const { PORT = '0', ...variables } = world.variables;
  return {
    ...variables,
    LOG_LEVEL: 'warn',
    NAVI_CONFIG: config,
    PORT: port === undefined ? PORT : String(port),
    GITHUB_API_URL: urls['github'] ?? '',
    GCS_API_URL: urls['gcs'] ?? '',
    COMPUTE_API_URL: urls['compute'] ?? '',
    NPM_REGISTRY_URL: urls['npm'] ?? '',
    SLACK_API_URL: `${urls['slack']}/api/`,
    ...('dir' in place ? { NAVI_DATA_DIR: place.dir } : { DATABASE_URL: place.url }),
  };
}

/** Everybody Navi writes to. */
export function servicesOf({ urls }: OnceWorld): Record<string, string> {
  return Object.fromEntries(Object.entries(urls).filter(([service]) => service !== 'edge'));
}

import type { TrustedPublisher } from '../npm/trust.ts';

/** The addresses of the world for the example's workflow. */
export interface WorkflowPlaces {
  gcsUrl: string;
  bucket: string;
  npmUrl: string;
  cdnHost: string;
  probeUrls: readonly string[];
}

/** The repository's `vars` that its `release.yml` reads. */
export function workflowVars(places: WorkflowPlaces): Record<string, string> {
  return {
    CDN_BUCKET: places.bucket,
    CDN_HOST: places.cdnHost,
    CDN_PROBE_URLS: places.probeUrls.join(','),
    GCS_API_URL: places.gcsUrl,
    NPM_REGISTRY_URL: places.npmUrl,
  };
}

/**
 * The trusted publisher of the example's packages on npm: the publishing job of its `release.yml`, which therefore
 * needs no token.
 */
export function trustedPublishers(repository: string): TrustedPublisher[] {
  return ['navi-core', 'navi-js', 'navi-react'].map((name) => ({
    package: `@awell-health/${name}`,
    repository,
    workflow: 'release.yml',
    environment: 'release',
    mayPublish: true,
  }));
}

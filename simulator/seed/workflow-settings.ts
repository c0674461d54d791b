import type { TrustedPublisher } from '../npm/trust.ts';

/** Where the example's workflow finds the world. */
export interface WorkflowPlaces {
  gcsUrl: string;
  bucket: string;
  npmUrl: string;
  cdnHost: string;
  probeUrls: readonly string[];
}

/** The repository's `vars`, as its `release.yml` reads them. */
export function workflowVars(places: WorkflowPlaces): Record<string, string> {
  return {
    CDN_BUCKET: places.bucket,
    CDN_HOST: places.cdnHost,
    CDN_PROBE_URLS: places.probeUrls.join(','),
    GCS_API_URL: places.gcsUrl,
    NPM_REGISTRY_URL: places.npmUrl,
  };
}

/** Whom the example's packages trust on npm: the publishing job of its `release.yml`, so that it needs no token. */
export function trustedPublishers(repository: string): TrustedPublisher[] {
  return ['navi-core', 'navi-js', 'navi-react'].map((name) => ({
    package: `@awell-health/${name}`,
    repository,
    workflow: 'release.yml',
    environment: 'release',
    mayPublish: true,
  }));
}

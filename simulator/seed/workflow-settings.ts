/** Where the example's workflow finds the world. */
export interface WorkflowPlaces {
  gcsUrl: string;
  bucket: string;
  npmUrl: string;
  /** The workflow's own token: it publishes. */
  npmToken: string;
  cdnHost: string;
  probeUrls: readonly string[];
}

/** The repository's `vars` and `secrets`, as its `release.yml` reads them. */
export function workflowSettings(places: WorkflowPlaces): {
  vars: Record<string, string>;
  secrets: Record<string, string>;
} {
  return {
    vars: {
      CDN_BUCKET: places.bucket,
      CDN_HOST: places.cdnHost,
      CDN_PROBE_URLS: places.probeUrls.join(','),
      GCS_API_URL: places.gcsUrl,
      NPM_REGISTRY_URL: places.npmUrl,
    },
    secrets: { NPM_TOKEN: places.npmToken },
  };
}

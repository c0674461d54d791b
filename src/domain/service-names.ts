const NAMES: Readonly<Record<string, string | undefined>> = {
  github: 'GitHub',
  gcs: 'Google Cloud Storage',
  'cloud-cdn': 'Cloud CDN',
  edge: 'the CDN edge',
  npm: 'npm',
  slack: 'Slack',
  'google-monitoring': 'Google Cloud Monitoring',
  'npm-downloads': 'npm’s download counts',
  sentry: 'Sentry',
  datadog: 'Datadog',
  heartbeat: 'the heartbeat’s address',
  pager: 'the pager',
};

/** A service's name for people. */
export function serviceName(id: string): string {
  return NAMES[id] ?? id;
}

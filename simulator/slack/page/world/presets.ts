/** One preset: calls that fail, a pace, or a control call of one service. */
export interface Preset {
  name: string;
  says: string;
  /** The service that it needs. */
  needs: string;
  faults?: { target: string; method: string; kind: string; times: number; [setting: string]: unknown }[];
  pace?: Record<string, number | string | boolean>;
  at?: { service: string; call: string; body: Record<string, unknown> };
}

const POINTER = '/v1/navi-loader.js';

export const PRESETS: Preset[] = [
  {
    name: 'Slack rate-limits',
    says: 'the next 5 redrawn cards get a 429, retry after 3 s',
    needs: 'slack',
    faults: [{ target: 'slack', method: 'chat.update', kind: 'rate-limit', times: 5, retryAfterSeconds: 3 }],
  },
  {
    name: 'GitHub: accepted, then reset',
    says: 'the dispatch takes effect, its answer is lost',
    needs: 'github',
    faults: [
      { target: 'github', method: 'actions.createWorkflowDispatch', kind: 'accept-then-reset', times: 1 },
    ],
  },
  {
    name: 'The build fails',
    says: 'the next run’s build job ends in failure',
    needs: 'github',
    at: { service: 'github', call: 'jobs', body: { job: 'build', conclusion: 'failure' } },
  },
  {
    name: 'The swap’s answer is lost',
    says: 'the bucket moves the pointer, then cuts the connection',
    needs: 'gcs',
    faults: [{ target: 'gcs', method: 'objects.rewrite', kind: 'accept-then-reset', times: 1 }],
  },
  {
    name: 'The pointer moves behind Navi',
    says: 'a person at the bucket overwrites v1 with another version',
    needs: 'gcs',
    at: { service: 'gcs', call: 'move', body: {} },
  },
  {
    name: 'The purge is slow',
    says: '25 s until it is done, 40 s until the last probe notices',
    needs: 'compute',
    pace: { purgeSeconds: 25, edgeSeconds: 40 },
  },
  {
    name: 'One probe stays stale',
    says: 'sin keeps the pointer it has for a minute',
    needs: 'edge',
    at: { service: 'edge', call: 'stale', body: { probe: 'sin', path: POINTER, seconds: 60 } },
  },
  {
    name: 'The load balancer fails',
    says: 'a fifth of the visitors’ requests is answered with 502',
    needs: 'visitors',
    at: { service: 'visitors', call: 'visitors', body: { serverErrorRate: 0.2 } },
  },
  {
    name: 'npm answers 500',
    says: 'to the next 3 writes of a dist-tag',
    needs: 'npm',
    faults: [{ target: 'npm', method: 'dist-tag.put', kind: 'error', times: 3, status: 500 }],
  },
];

/** The services that can fail, and the calls worth choosing. */
export const TARGETS: Record<string, string[]> = {
  slack: [
    'chat.postMessage',
    'chat.update',
    'chat.postEphemeral',
    'views.open',
    'views.update',
    'response_url',
  ],
  github: [
    'git.createTag',
    'git.createRef',
    'git.getRef',
    'actions.createWorkflowDispatch',
    'actions.getWorkflowRun',
    'actions.listJobsForWorkflowRun',
    'checks.listForRef',
    'repos.createRelease',
  ],
  gcs: ['objects.get', 'objects.list', 'objects.rewrite', 'objects.insert', 'objects.public'],
  compute: ['urlMaps.invalidateCache', 'operations.wait', 'operations.get'],
  edge: ['edge.get'],
  monitoring: ['timeSeries.list'],
  sentry: ['events.list', 'events.stats', 'sessions.list', 'outcomes.list'],
  datadog: ['rum.aggregate'],
  downloads: ['versions.get', 'range.get', 'point.get'],
  npm: ['packument.get', 'packument.put', 'tarball.get', 'dist-tags.get', 'dist-tag.put'],
};

export const KINDS: { kind: string; says: string }[] = [
  { kind: 'error', says: 'answers 500' },
  { kind: 'rate-limit', says: 'answers 429' },
  { kind: 'timeout', says: 'never answers' },
  { kind: 'reset', says: 'cuts the connection' },
  { kind: 'accept-then-reset', says: 'does it, then cuts the connection' },
  { kind: 'duplicate', says: 'handles it twice' },
  { kind: 'slow', says: 'answers late' },
];

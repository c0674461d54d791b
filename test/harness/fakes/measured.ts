import type { Services } from '../../../src/ports/services.ts';

export type FakeMeasured = Pick<Services, 'feedback' | 'traffic' | 'downloads' | 'sentry' | 'datadog'>;

/** Services that have measured nothing; Sentry and Datadog are not set up. */
export function createFakeMeasured(): FakeMeasured {
  return {
    feedback: {
      labelled: async () => ({ issues: [], isAtLeast: false }),
      labellings: async () => [],
      vulnerabilities: async () => ({ alerts: [], isAtLeast: false }),
    },
    traffic: {
      read: async () => ({
        requests: [],
        latencies: [],
        checks: [],
        checkLatencies: [],
        isIncomplete: false,
      }),
      readLoads: async () => ({ is: 'not-created', metric: 'navi_loads' }),
    },
    downloads: { lastWeek: async () => new Map(), lastDays: async () => new Map() },
    sentry: { missing: 'SENTRY_AUTH_TOKEN' },
    datadog: { missing: 'DATADOG_API_KEY' },
  };
}

import type { Traffic, TrafficSeen } from '../../ports/traffic.ts';
import { createJsonService } from '../http/index.ts';
import { bucketsOf } from './distribution.ts';
import { readLoads } from './loads.ts';
import { listAll } from './time-series.ts';
import { createTokens } from './tokens.ts';

export interface GoogleMonitoringOptions {
  /** Undefined means Google's own address; `http://…` is called without credentials. */
  baseUrl: string | undefined;
  project: string;
  /** Of the load balancer's series. */
  urlMap: string;
  /** Of the uptime checks' series. */
  host: string;
  /** The name of the log-based metric that counts loads by referrer. */
  loadsMetric: string;
  /** Milliseconds for one read, with all its requests. */
  deadlineMs: number;
}

const GOOGLE = 'https://monitoring.googleapis.com';
const BALANCER = 'loadbalancing.googleapis.com/https';
const CHECK = 'monitoring.googleapis.com/uptime_check';

/** Google Cloud Monitoring: `projects.timeSeries.list` (docs/services.md). */
export function createGoogleMonitoring(options: GoogleMonitoringOptions): Traffic {
  const { project, urlMap, host, loadsMetric, deadlineMs, baseUrl = GOOGLE } = options;
  const service = createJsonService({
    service: 'google-monitoring',
    baseUrl,
    deadlineMs,
    ...(baseUrl.startsWith('http://') ? {} : { headers: createTokens() }),
  });
  const ofBalancer = `resource.type="https_lb_rule" AND resource.labels.url_map_name="${urlMap}"`;
  const ofChecks = `resource.type="uptime_url" AND resource.labels.host="${host}"`;
  return {
    read: (minutes) =>
      service.call('read', async (ask): Promise<TrafficSeen> => {
        const list = (metric: string, resource: string, summed: readonly string[] = []) =>
          listAll(ask, {
            filter: `metric.type="${metric}" AND ${resource}`,
            ...{ project, minutes, summed },
          });
        const [requests, latencies, checks, checkLatencies] = await Promise.all([
          list(`${BALANCER}/request_count`, ofBalancer, ['response_code_class', 'cache_result']),
          list(`${BALANCER}/total_latencies`, ofBalancer, ['proxy_continent']),
          list(`${CHECK}/check_passed`, ofChecks),
          list(`${CHECK}/request_latency`, ofChecks),
        ]);
        return {
          requests: requests.points.flatMap(({ minute, labels, value }) =>
            value.int64Value === undefined
              ? []
              : {
                  minute,
                  responseClass: labels['response_code_class'] ?? '0',
                  cache: labels['cache_result'] ?? 'UNKNOWN',
                  count: value.int64Value,
                },
          ),
          latencies: latencies.points.flatMap(({ minute, labels, value }) =>
            value.distributionValue === undefined
              ? []
              : {
                  minute,
                  continent: labels['proxy_continent'] ?? 'unknown',
                  buckets: bucketsOf(value.distributionValue),
                },
          ),
          checks: checks.points.flatMap(({ minute, labels, value }) =>
            value.boolValue === undefined
              ? []
              : { minute, location: labels['checker_location'] ?? 'unknown', passed: value.boolValue },
          ),
          checkLatencies: checkLatencies.points.flatMap(({ minute, labels, value }) =>
            value.doubleValue === undefined || value.doubleValue < 0
              ? []
              : { minute, location: labels['checker_location'] ?? 'unknown', ms: value.doubleValue },
          ),
          isIncomplete: [requests, latencies, checks, checkLatencies].some((one) => one.isIncomplete),
        };
      }),
    readLoads: (minutes, periodMinutes) =>
      service.call('readLoads', (ask) =>
        readLoads(ask, { project, metric: loadsMetric, minutes, periodMinutes }),
      ),
  };
}

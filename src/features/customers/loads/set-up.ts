import type { Settings } from '../../../domain/settings.ts';
import { forShell } from '../../../domain/shell.ts';

/** A log-based metric as Cloud Logging takes it (`LogMetric`, cloud.google.com). */
interface LogMetric {
  name: string;
  description: string;
  filter: string;
  metricDescriptor: {
    metricKind: 'DELTA';
    valueType: 'INT64';
    unit: '1';
    labels: readonly { key: string; valueType: 'STRING'; description: string }[];
  };
  labelExtractors: Readonly<Record<string, string>>;
}

/**
 * Counts loads of the script by the referrer's host and the path's first part. Both labels are bounded: a host has the
 * form of one, and a path is a release line or a tag of what exists. examples/terraform/who-loads-what is the same.
 */
export function logMetricOf({ cdn, monitoring }: Pick<Settings, 'cdn' | 'monitoring'>): LogMetric {
  const string = (key: string, description: string) => ({ key, valueType: 'STRING' as const, description });
  return {
    name: monitoring.customerLoads.metric,
    description: 'Loads of the script by the host of the page and the release line or version.',
    filter: [
      'resource.type="http_load_balancer"',
      `resource.labels.url_map_name="${cdn.urlMap}"`,
      'httpRequest.requestMethod="GET"',
      '(httpRequest.status=200 OR httpRequest.status=304)',
      `httpRequest.requestUrl=~"^https?://${escaped(cdn.host)}/v[0-9][^/?]*/${escaped(cdn.loader)}([?]|$)"`,
    ].join(' AND '),
    metricDescriptor: {
      ...{ metricKind: 'DELTA', valueType: 'INT64', unit: '1' },
      labels: [
        string('referrer_host', 'Host of the page, empty where the browser names none'),
        string('path', 'First part of the path: a release line or a version'),
      ],
    },
    labelExtractors: {
      referrer_host:
        'REGEXP_EXTRACT(httpRequest.referer, "^https?://([a-z0-9.-]{1,253})(?::[0-9]+)?(?:[/?#]|$)")',
      path: 'REGEXP_EXTRACT(httpRequest.requestUrl, "^https?://[^/]+/(v[0-9][0-9A-Za-z.-]{0,60})/")',
    },
  };
}

/** One command that creates it, for a person with `roles/logging.configWriter`: Navi itself only reads. */
export function setUpText(settings: Pick<Settings, 'cdn' | 'monitoring'>): string {
  const metric = logMetricOf(settings);
  const create = ['gcloud', 'logging', 'metrics', 'create', metric.name];
  return [
    `${forShell([...create, `--project=${settings.cdn.project}`])} --config-from-file=/dev/stdin <<'METRIC'`,
    JSON.stringify(metric, null, 2),
    'METRIC',
  ].join('\n');
}

/** For RE2, in a quoted text of a filter: a class needs no backslash. */
function escaped(text: string): string {
  return text.replace(/[.+*?$(){}|]/g, '[$&]');
}

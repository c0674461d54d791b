import type { Context } from 'hono';
import type { AlertRecord } from '../alerts.ts';
import { GithubError, idParam, notFound } from '../answers.ts';
import type { Door } from '../door.ts';
import { apiUrl, type Github, pageUrl } from '../github.ts';
import { requirePermission } from '../permissions.ts';
import { renderUser } from './render.ts';

const PER_PAGE_DEFAULT = 30;
const PER_PAGE_LIMIT = 100;

/** Dependabot's alerts: listed and read. Pages go by cursors only. */
export function addAlerts(door: Door, github: Github): void {
  const alerts = () => {
    if (!github.dependabot.isEnabled())
      throw new GithubError(403, 'Dependabot alerts are disabled for this repository.');
    return github.book.records.alerts;
  };
  door.repo('dependabot.listAlertsForRepo', 'GET', '/dependabot/alerts', (c, caller) => {
    requirePermission(github, caller, 'vulnerability_alerts');
    const found = sort(
      c,
      alerts().filter((alert) => isAsked(c, alert)),
    );
    return c.json(pageByCursor(c, found).map((alert) => render(github, alert)));
  });
  door.repo('dependabot.getAlert', 'GET', '/dependabot/alerts/:number', (c, caller) => {
    requirePermission(github, caller, 'vulnerability_alerts');
    const number = idParam(c, 'number');
    const alert = alerts().find((one) => one.number === number);
    if (alert === undefined) throw notFound();
    return c.json(render(github, alert));
  });
}

/** Each of these takes several values with commas between. */
function isAsked(c: Context, alert: AlertRecord): boolean {
  const isOneOf = (name: string, value: string) => {
    const asked = c.req.query(name);
    return asked === undefined || asked.split(',').includes(value);
  };
  const has = c.req.query('has');
  return (
    isOneOf('state', alert.state) &&
    isOneOf('severity', alert.severity) &&
    isOneOf('scope', alert.scope) &&
    isOneOf('package', alert.package) &&
    isOneOf('ecosystem', 'npm') &&
    (has !== 'patch' || alert.patched !== null)
  );
}

function sort(c: Context, alerts: readonly AlertRecord[]): AlertRecord[] {
  const by = c.req.query('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const sign = c.req.query('direction') === 'asc' ? 1 : -1;
  const compare = (one: AlertRecord, other: AlertRecord) =>
    one[by].localeCompare(other[by]) || one.number - other.number;
  return alerts.toSorted((one, other) => sign * compare(one, other));
}

function pageByCursor(c: Context, alerts: readonly AlertRecord[]): AlertRecord[] {
  if (c.req.query('page') !== undefined)
    throw new GithubError(400, 'Pagination using the `page` parameter is not supported.');
  const asked = Number(c.req.query('per_page') ?? PER_PAGE_DEFAULT);
  const size = asked >= 1 && asked <= PER_PAGE_LIMIT ? asked : PER_PAGE_DEFAULT;
  const start = startOf(c.req.query('after'), alerts);
  const end = start + size;
  const last = alerts[end - 1];
  if (last !== undefined && end < alerts.length) {
    const url = new URL(c.req.url);
    url.searchParams.set('after', Buffer.from(`alert:${last.number}`).toString('base64'));
    c.header('link', `<${url}>; rel="next"`);
  }
  return alerts.slice(start, end);
}

/** A cursor names the alert after which a page begins. */
function startOf(cursor: string | undefined, alerts: readonly AlertRecord[]): number {
  if (cursor === undefined) return 0;
  const number = /^alert:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
  if (number === undefined) throw new GithubError(400, 'Invalid cursor');
  return alerts.findIndex((alert) => alert.number === Number(number)) + 1;
}

function render(github: Github, alert: AlertRecord): Record<string, unknown> {
  const { number, severity, scope, state, patched, createdAt, updatedAt, endedAt } = alert;
  const pack = { ecosystem: 'npm', name: alert.package };
  const vulnerability = {
    package: pack,
    severity,
    vulnerable_version_range: patched === null ? '>= 0' : `< ${patched}`,
    first_patched_version: patched === null ? null : { identifier: patched },
  };
  const ghsa = `GHSA-${String(number).padStart(4, '0')}-navi-test`;
  return {
    number,
    state,
    dependency: { package: pack, manifest_path: 'package-lock.json', scope, relationship: 'direct' },
    security_advisory: {
      ghsa_id: ghsa,
      cve_id: null,
      summary: `A vulnerability in ${alert.package}`,
      description: 'Simulated.',
      vulnerabilities: [vulnerability],
      severity,
      cvss: { score: 0, vector_string: null },
      cwes: [],
      identifiers: [{ type: 'GHSA', value: ghsa }],
      references: [],
      published_at: createdAt,
      updated_at: createdAt,
      withdrawn_at: null,
    },
    security_vulnerability: vulnerability,
    url: apiUrl(github, `/dependabot/alerts/${number}`),
    html_url: pageUrl(github, `/security/dependabot/${number}`),
    created_at: createdAt,
    updated_at: updatedAt,
    dismissed_at: state === 'dismissed' ? endedAt : null,
    dismissed_by: state === 'dismissed' ? renderUser(github, 'ada-okafor') : null,
    dismissed_reason: alert.reason,
    dismissed_comment: null,
    fixed_at: state === 'fixed' ? endedAt : null,
    auto_dismissed_at: state === 'auto_dismissed' ? endedAt : null,
  };
}

import { isIP } from 'node:net';
import { type AddressGuard, createPrivateCheck, isLoopbackName } from '../domain/private-address.ts';
import { databaseHost } from './database.ts';
import type { ConfigProblem } from './problem.ts';

/** Addresses of services: their answers are trusted, and most of them receive a token. */
const ENDPOINTS = [
  'SLACK_API_URL',
  'GITHUB_API_URL',
  'GCS_API_URL',
  'COMPUTE_API_URL',
  'MONITORING_API_URL',
  'NPM_REGISTRY_URL',
  'NPM_DOWNLOADS_URL',
  'SENTRY_URL',
  'DATADOG_URL',
  'CDN_PROBE_URLS',
  'NAVI_HEARTBEAT_URL',
  'NAVI_PAGER_URL',
] as const;

/** The default hosts of the services, and where Slack is answered. */
const OWN_HOSTS = [
  'slack.com',
  'hooks.slack.com',
  'api.github.com',
  'storage.googleapis.com',
  'compute.googleapis.com',
  'monitoring.googleapis.com',
  'registry.npmjs.org',
  'api.npmjs.org',
  'sentry.io',
];

/**
 * What production refuses: a simulated world, http:// except to this machine, and private and link-local addresses
 * that `NAVI_ALLOWED_PRIVATE_HOSTS` does not list.
 */
export function productionProblems(given: Readonly<Record<string, string | undefined>>): ConfigProblem[] {
  if (given['NODE_ENV'] !== 'production') return [];
  const allowed = allowedHosts(given);
  const simulated: ConfigProblem[] = ['NAVI_SIMULATED', 'NAVI_WORLD_CLOCK_URL']
    .filter((name) => given[name] !== undefined)
    .map((name) => ({
      where: 'environment',
      problem: `${name} is set in production`,
      fix: `Take ${name} away, or NODE_ENV=production where nothing is real.`,
    }));
  const addresses = ENDPOINTS.flatMap((name) =>
    (name === 'CDN_PROBE_URLS' ? listOf(given[name]) : [given[name] ?? '']).flatMap(
      (url) => problemOf(name, url, allowed) ?? [],
    ),
  );
  return [...simulated, ...addresses];
}

/**
 * Production connects to services and the CDN at public addresses only. A redirect or a credentials file cannot lead
 * it to a private address; the exceptions are the database, the proxy, listed hosts, and Google's metadata server
 * where no file has the credentials. Undefined elsewhere.
 */
export function addressGuard(
  given: Readonly<Record<string, string | undefined>>,
  cdn: string,
): AddressGuard | undefined {
  if (given['NODE_ENV'] !== 'production') return undefined;
  return { guarded: guardedHosts(given, cdn), allowed: [...allowedHosts(given), ...ownNetwork(given)] };
}

const METADATA = ['metadata.google.internal', 'metadata', '169.254.169.254'];
const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'];

function ownNetwork(given: Readonly<Record<string, string | undefined>>): string[] {
  const { DATABASE_URL: database } = given;
  const proxies = PROXIES.flatMap((name) => URL.parse(given[name] ?? '')?.hostname ?? []);
  const all = database === undefined ? proxies : [databaseHost(database, given), ...proxies];
  const hosts = all.map((host) => host.replace(/^\[|\]$/g, ''));
  return given['GOOGLE_APPLICATION_CREDENTIALS'] === undefined ? [...hosts, ...METADATA] : hosts;
}

function guardedHosts(given: Readonly<Record<string, string | undefined>>, cdn: string): string[] {
  const allowed = allowedHosts(given);
  const configured = ENDPOINTS.flatMap((name) => listOf(given[name])).flatMap(
    (url) => URL.parse(url)?.hostname ?? [],
  );
  const datadog = `api.${given['DATADOG_SITE'] ?? 'datadoghq.com'}`;
  const hosts = [...OWN_HOSTS, datadog, cdn, ...configured].map((host) =>
    host.toLowerCase().replace(/^\[|\]$/g, ''),
  );
  return [...new Set(hosts)].filter((host) => !allowed.includes(host) && !isLoopbackName(host));
}

function allowedHosts(given: Readonly<Record<string, string | undefined>>): string[] {
  return listOf(given['NAVI_ALLOWED_PRIVATE_HOSTS']).map((host) => host.toLowerCase());
}

function problemOf(name: string, url: string, allowed: readonly string[]): ConfigProblem | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isLoopbackName(host)) return undefined;
  if (protocol !== 'https:')
    return {
      where: 'environment',
      problem: `${name} is not https: its answers could be forged, and a token would be sent in the clear`,
      fix: `Give ${name} an https:// address.`,
    };
  if (!isPrivate(host) || allowed.includes(host)) return undefined;
  return {
    where: 'environment',
    problem: `${name} is at a private or link-local address`,
    fix: `If that is meant, list its host in NAVI_ALLOWED_PRIVATE_HOSTS.`,
  };
}

/** A name that is always private; the addresses of other names are checked at the connection. */
function isPrivate(host: string): boolean {
  if (isIP(host) !== 0) return createPrivateCheck()(host);
  return /(^|\.)(internal|local|localdomain|lan)$/i.test(host) || !host.includes('.');
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
}

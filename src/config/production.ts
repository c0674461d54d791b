import { BlockList, isIP } from 'node:net';
import type { ConfigFault } from './fault.ts';

/** Addresses of services: what they answer is believed, and most of them are sent a token. */
const ENDPOINTS = [
  'SLACK_API_URL',
  'GITHUB_API_URL',
  'GCS_API_URL',
  'COMPUTE_API_URL',
  'NPM_REGISTRY_URL',
  'NPM_DOWNLOADS_URL',
  'CDN_PROBE_URLS',
] as const;

/**
 * What production does not believe: a simulated world, http:// but to this machine, and private and link-local addresses
 * that `NAVI_ALLOWED_PRIVATE_HOSTS` does not list (RFC 1918, 3927, 4193, 6598; a cloud's metadata is at one of them).
 */
export function productionFaults(given: Readonly<Record<string, string | undefined>>): ConfigFault[] {
  if (given['NODE_ENV'] !== 'production') return [];
  const allowed = listOf(given['NAVI_ALLOWED_PRIVATE_HOSTS']).map((host) => host.toLowerCase());
  const simulated: ConfigFault[] =
    given['NAVI_SIMULATED'] === undefined
      ? []
      : [
          {
            where: 'environment',
            problem: 'NAVI_SIMULATED is set in production',
            fix: 'Take NAVI_SIMULATED away, or NODE_ENV=production where nothing is real.',
          },
        ];
  const addresses = ENDPOINTS.flatMap((name) =>
    (name === 'CDN_PROBE_URLS' ? listOf(given[name]) : [given[name] ?? '']).flatMap(
      (url) => faultOf(name, url, allowed) ?? [],
    ),
  );
  return [...simulated, ...addresses];
}

function faultOf(name: string, url: string, allowed: readonly string[]): ConfigFault | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isLoopback(host)) return undefined;
  if (protocol !== 'https:')
    return {
      where: 'environment',
      problem: `${name} is not https: its answers could be anybody's, and a token would be sent in the clear`,
      fix: `Give ${name} an https:// address.`,
    };
  if (!isPrivate(host) || allowed.includes(host)) return undefined;
  return {
    where: 'environment',
    problem: `${name} is at a private or link-local address`,
    fix: `If that is meant, list its host in NAVI_ALLOWED_PRIVATE_HOSTS.`,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Names are not looked up: only an address, or a name that is only ever inside. */
function isPrivate(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return /(^|\.)(internal|local|localdomain|lan)$/i.test(host) || !host.includes('.');
  return privateAddresses().check(host, family === 6 ? 'ipv6' : 'ipv4');
}

function privateAddresses(): BlockList {
  const list = new BlockList();
  list.addSubnet('0.0.0.0', 8, 'ipv4');
  list.addSubnet('10.0.0.0', 8, 'ipv4');
  list.addSubnet('100.64.0.0', 10, 'ipv4');
  list.addSubnet('169.254.0.0', 16, 'ipv4');
  list.addSubnet('172.16.0.0', 12, 'ipv4');
  list.addSubnet('192.168.0.0', 16, 'ipv4');
  list.addAddress('::', 'ipv6');
  list.addSubnet('fc00::', 7, 'ipv6');
  list.addSubnet('fe80::', 10, 'ipv6');
  return list;
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
}

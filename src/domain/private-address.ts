import { BlockList, isIP } from 'node:net';

/** Addresses that a process must not connect to. */
export interface AddressGuard {
  /** Hosts that are reached at public addresses only, this machine excluded too. */
  guarded: readonly string[];
  /** Names and addresses that may be private: all others must be public, or this machine. */
  allowed: readonly string[];
}

/**
 * Addresses that belong to no public service (RFC 1918, 1112, 2544, 3879, 3927, 4193, 6598, 6890, 8215; includes a
 * cloud's metadata server).
 */
const NETWORKS: readonly (readonly [address: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['240.0.0.0', 4],
  ['::', 128],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
];

/** Returns a check whether an IP address is private or link-local; false for any other text. */
export function createPrivateCheck(): (address: string) => boolean {
  const list = new BlockList();
  for (const [address, prefix] of NETWORKS)
    list.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4');
  return (address) => {
    const family = isIP(address);
    if (family === 0) return false;
    const inside = family === 6 ? carriedIn(address) : undefined;
    return (
      list.check(address, family === 6 ? 'ipv6' : 'ipv4') ||
      (inside !== undefined && list.check(inside, 'ipv4'))
    );
  };
}

/** Of an IPv6 address in its canonical form: mapped and compatible (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056). */
const CARRIES =
  /^\[(?:::(?:ffff:(?:0:)?)?|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$|^\[2002:([0-9a-f]{1,4}):([0-9a-f]{1,4}):/;

/** The IPv4 address inside an IPv6 address, to which a gateway or this machine may lead; undefined for none. */
function carriedIn(address: string): string | undefined {
  const canonical = URL.parse(`http://[${address.replace(/%.*$/, '')}]`)?.hostname ?? '';
  const [, ...groups] = CARRIES.exec(canonical) ?? [];
  const [high, low] = groups.filter((one) => one !== undefined).map((one) => Number.parseInt(one, 16));
  if (high === undefined || low === undefined) return undefined;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** This machine's own addresses, and its name. */
export function isLoopbackName(host: string): boolean {
  const address = /^::ffff:/i.test(host) ? (carriedIn(host) ?? host) : host;
  return host === 'localhost' || host === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

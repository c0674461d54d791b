import { BlockList, isIP } from 'node:net';

/** Addresses that a process must not connect to. */
export interface AddressGuard {
  /** Hosts that are reached at public addresses only, this machine excluded too. */
  guarded: readonly string[];
  /** Names and addresses that may be private: all others must be public, or this machine. */
  allowed: readonly string[];
}

/** Addresses that belong to no public service (RFC 1918, 3927, 4193, 6598; includes a cloud's metadata server). */
const NETWORKS: readonly (readonly [address: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::', 128],
  ['fc00::', 7],
  ['fe80::', 10],
];

/** Returns a check whether an IP address is private or link-local; false for any other text. */
export function createPrivateCheck(): (address: string) => boolean {
  const list = new BlockList();
  for (const [address, prefix] of NETWORKS)
    list.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4');
  return (address) => {
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
}

/** This machine's own addresses, and its name. */
export function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

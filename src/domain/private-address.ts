import { BlockList, isIP } from 'node:net';

/** What a process may not be led to. */
export interface AddressGuard {
  /** Hosts that are reached at public addresses only, this machine excluded too. */
  guarded: readonly string[];
  /** Names and addresses that may be private: every other one has to be public, or this machine. */
  allowed: readonly string[];
}

/** Addresses that are no service's on the internet (RFC 1918, 3927, 4193, 6598; a cloud's metadata is at one of them). */
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

/** Says of an IP address whether it is a private or a link-local one; of anything else it is not. */
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

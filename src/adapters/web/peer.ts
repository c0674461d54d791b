import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Where a request came from, as far as Navi can trust it. */
export interface Peer {
  /** The client's address; a proxy's header counts only where that proxy is configured. */
  address: string;
  /** Whose budget its requests use: the address, or the network of an IPv6 address. */
  budget: string;
  /** Whether it comes directly from this machine: without a proxy, and with a loopback host name. */
  isLocal: boolean;
  /** Whether the request has crossed a network unencrypted, as far as Navi can tell: then its token is refused. */
  isExposed: boolean;
}

export interface Heard {
  /** The socket's other end. */
  address: string | undefined;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Of HTTP, where it is known. */
  version?: string;
}

/** What a request says of where it came from. */
export function heardFrom({ socket, headers, httpVersion }: IncomingMessage): Heard {
  return { address: socket.remoteAddress, headers, version: httpVersion };
}

/** Finds a request's peer. `proxies` are addresses or networks such as `10.0.0.0/8`. */
export type FindPeer = (heard: Heard) => Peer;

/**
 * Headers of Navi's terminal, of Prometheus, and of plain HTTP clients. A request with any other is not direct: proxies
 * add their own under many names.
 */
const DIRECT =
  /^(host|connection|keep-alive|user-agent|authorization|x-navi-client|accept(-\w+)?|content-(type|length)|transfer-encoding|expect|cache-control|pragma|sec-fetch-\w+|x-prometheus-[\w-]+)$/;
/** nginx's `proxy_pass` alone adds no header and takes a loopback name, but speaks HTTP/1.0 (nginx.org, proxy_http_version). */
const OF_PROXIES = '1.0';

export function createFindPeer(proxies: readonly string[]): FindPeer {
  const trusted = listOf(proxies);
  const isTrusted = (address: string) => isIP(address) !== 0 && trusted.check(address, familyOf(address));
  return ({ address = '', headers, version }) => {
    const socket = plain(address);
    const isLocal =
      isLoopback(socket) &&
      !isTrusted(socket) &&
      isLoopback(hostOf(headers['host'])) &&
      version !== OF_PROXIES &&
      Object.keys(headers).every((name) => DIRECT.test(name));
    if (!isTrusted(socket))
      return {
        address: socket,
        budget: budgetOf(socket),
        isLocal,
        isExposed: !isLoopback(hostOf(headers['host'])),
      };
    const isExposed = lastOf(headers['x-forwarded-proto']).toLowerCase() !== 'https';
    const client = beyond(socket, headers, isTrusted);
    return { address: client, budget: budgetOf(client), isLocal, isExposed };
  };
}

/** The last address in `X-Forwarded-For` that is not one of our proxies; the proxy's own where there is none. */
function beyond(proxy: string, headers: Heard['headers'], isTrusted: (address: string) => boolean): string {
  const forwarded = [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',');
  const hops = forwarded.map((hop) => plain(hop.trim())).filter((hop) => isIP(hop) !== 0);
  return hops.findLast((hop) => !isTrusted(hop)) ?? proxy;
}

/** One machine has all addresses of an IPv6 network of 64 bits (RFC 7421), so they share a budget. */
function budgetOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = [], right = []] = address.split('::', 2).map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const network = [...left, ...zeros, ...right].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** A header's last value: the nearest proxy's own. */
function lastOf(header: string | string[] | undefined): string {
  return [header ?? ''].flat().join(',').split(',').at(-1)?.trim() ?? '';
}

/** Whether an address or a host's name is this machine's own. */
export function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** The name in a `Host` header, lower-case, without its port and without brackets. */
export function hostOf(header: string | string[] | undefined): string {
  const text = [header ?? ''].flat()[0] ?? '';
  const name = /^(?:\[(?<six>[0-9a-f:.]+)\]|(?<name>[a-z0-9._-]+))(?::\d{1,5})?$/i.exec(text)?.groups;
  return (name?.['six'] ?? name?.['name'] ?? '').toLowerCase();
}

function listOf(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/');
    if (prefix === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return list;
}

/** An IPv4 address that IPv6 carries is that IPv4 address. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

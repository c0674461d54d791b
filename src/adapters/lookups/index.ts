import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP, Socket } from 'node:net';
import { type AddressGuard, createPrivateCheck, isLoopbackName } from '../../domain/private-address.ts';

/** A name that resolves to an address of this network only. */
class PrivateAddress extends Error {
  readonly code = 'EPRIVATE';

  constructor(host: string) {
    super(`${host} leads to a private address; list it in NAVI_ALLOWED_PRIVATE_HOSTS if that is meant`);
    this.name = 'PrivateAddress';
  }
}

/**
 * From now on this thread connects to no private address except the allowed ones, and to guarded hosts at public
 * addresses only. It hooks the lookup and the connection that every client uses, including redirects, and so checks
 * the address that is really connected; an earlier check could see another address.
 */
export function guardAddresses(guard: AddressGuard | undefined): void {
  if (guard === undefined) return;
  const isPrivate = createPrivateCheck();
  const lower = (names: readonly string[]) => new Set(names.map((name) => name.toLowerCase()));
  const [guarded, allowed] = [lower(guard.guarded), lower(guard.allowed)];
  const isRefused = (host: string, address: string) => {
    if (guarded.has(host)) return isPrivate(address) || isLoopbackName(address);
    return isPrivate(address) && !allowed.has(host) && !allowed.has(address);
  };
  guardLookups(isRefused);
  guardConnections(isRefused);
}

type IsRefused = (host: string, address: string) => boolean;

function guardLookups(isRefused: IsRefused): void {
  const system = dns.lookup;
  const lookup = (host: string, ...rest: unknown[]): void => {
    const found = rest.at(-1);
    const name = host.toLowerCase();
    const heard = (error: unknown, addresses: unknown, family: unknown): void => {
      if (typeof found !== 'function') return;
      const refused = error === null && addressesIn(addresses).some((one) => isRefused(name, one));
      if (refused) found(new PrivateAddress(host));
      else found(error, addresses, family);
    };
    Reflect.apply(system, dns, [host, ...rest.slice(0, -1), heard]);
  };
  // The hook also has the custom form that `promisify` uses.
  Object.defineProperties(lookup, Object.getOwnPropertyDescriptors(system));
  Object.assign(dns, { lookup });
  syncBuiltinESMExports();
}

/** An address in the place of a name needs no lookup. */
function guardConnections(isRefused: IsRefused): void {
  const connect = Socket.prototype.connect;
  function guardedConnect(this: Socket, ...argv: unknown[]): Socket {
    const host = hostIn(argv);
    if (isIP(host) === 0 || !isRefused(host, host)) return Reflect.apply(connect, this, argv);
    return this.destroy(new PrivateAddress(host));
  }
  Object.assign(Socket.prototype, { connect: guardedConnect });
}

/** `connect(options)`, `connect(port, host)`, or Node's normalised list of either. */
function hostIn(argv: readonly unknown[]): string {
  const [first, second] = Array.isArray(argv[0]) ? argv[0] : argv;
  const host: unknown = typeof first === 'object' && first !== null ? Reflect.get(first, 'host') : second;
  return typeof host === 'string' ? host.toLowerCase() : '';
}

/** With `all` a lookup returns a list, else one address. */
function addressesIn(found: unknown): string[] {
  const list: unknown[] = Array.isArray(found) ? found : [found];
  return list.flatMap((one) => {
    const address: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, 'address') : one;
    return typeof address === 'string' ? [address] : [];
  });
}

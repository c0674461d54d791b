import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { createPrivateCheck, isLoopbackName } from '../../domain/private-address.ts';

/** A name that leads to an address which only this network has. */
class PrivateAddress extends Error {
  readonly code = 'EPRIVATE';

  constructor(host: string) {
    super(`${host} resolves to a private address; list it in NAVI_ALLOWED_PRIVATE_HOSTS if that is meant`);
    this.name = 'PrivateAddress';
  }
}

/**
 * From now on this thread connects to these hosts at public addresses only. It stands in the lookup that every connection
 * of every client goes through, and so sees the very address that is connected to: a check before would see another.
 */
export function guardLookups(hosts: readonly string[]): void {
  if (hosts.length === 0) return;
  const guarded = new Set(hosts);
  const isPrivate = createPrivateCheck();
  const isRefused = (address: string) => isPrivate(address) || isLoopbackName(address);
  const system = dns.lookup;
  const lookup = (host: string, ...rest: unknown[]): void => {
    const found = rest.at(-1);
    const isGuarded = typeof found === 'function' && guarded.has(host.toLowerCase());
    const heard = (error: unknown, addresses: unknown, family: unknown): void => {
      if (typeof found !== 'function') return;
      const refused = error === null && addressesIn(addresses).some(isRefused);
      if (refused) found(new PrivateAddress(host));
      else found(error, addresses, family);
    };
    Reflect.apply(system, dns, [host, ...(isGuarded ? [...rest.slice(0, -1), heard] : rest)]);
  };
  // With it what `promisify` needs to know.
  Object.defineProperties(lookup, Object.getOwnPropertyDescriptors(system));
  Object.assign(dns, { lookup });
  syncBuiltinESMExports();
}

/** With `all` a lookup gives a list, else one address. */
function addressesIn(found: unknown): string[] {
  const list: unknown[] = Array.isArray(found) ? found : [found];
  return list.flatMap((one) => {
    const address: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, 'address') : one;
    return typeof address === 'string' ? [address] : [];
  });
}

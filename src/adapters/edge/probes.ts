import { lookup } from 'node:dns';
import { promisify } from 'node:util';

/**
 * One probe, named by its host or address. `address` is set when the connection must not go to the resolved address
 * of `origin`.
 */
export interface Probe {
  name: string;
  origin: string;
  address?: { address: string; family: number };
}

/** The configured probes, or one per address that the host resolves to now. Rejects when it resolves to none. */
export async function findProbes(
  { probes, host }: { probes: readonly string[] | undefined; host: string },
  signal: AbortSignal,
): Promise<Probe[]> {
  if (probes !== undefined)
    return probes.map((url) => ({
      name: URL.canParse(url) ? new URL(url).host : url,
      origin: url.replace(/\/+$/, ''),
    }));
  const found = await Promise.race([promisify(lookup)(host, { all: true }), expiry(signal)]);
  return found.map((address) => ({ name: address.address, origin: `https://${host}`, address }));
}

/** Rejects when the signal aborts: the system's resolver has no signal. */
function expiry(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

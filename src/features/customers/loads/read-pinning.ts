import type { Context } from '../../../engine/context.ts';
import { gatherLoads } from './gather-loads.ts';
import { isOnLoaded, knownLoads } from './known-loads.ts';

/** Whose pages load one version by its own path. */
export type Pinning =
  | { is: 'unknown'; why: string }
  | {
      is: 'known';
      /** Ids. */
      customers: readonly string[];
      /** Whether the load balancer's counts said so; else the customers file did. */
      isMeasured: boolean;
      /** Loads of the version that are of no known customer. */
      otherLoads: number;
    };

/** Who pins this version, by what was measured where it was. */
export async function readPinning(
  context: Pick<Context, 'customersFile' | 'traffic' | 'clock'>,
  version: string,
): Promise<Pinning> {
  const read = await context.customersFile.read();
  if (read.is === 'not-set-up') return { is: 'unknown', why: 'no customers file is set' };
  if (read.is === 'unreadable') return { is: 'unknown', why: 'the customers file cannot be read' };
  const loading = await gatherLoads(context, read.customers);
  const customers = read.customers.filter((one) => isOnLoaded(knownLoads(one, loading), version));
  return {
    is: 'known',
    customers: customers.map(({ id }) => id),
    isMeasured: loading.is === 'measured',
    otherLoads: loading.is === 'measured' ? (loading.attribution.strangers.get(`v${version}`) ?? 0) : 0,
  };
}

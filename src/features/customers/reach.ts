import type { Customer } from '../../domain/customer.ts';
import type { Reach } from '../../domain/release-contents.ts';
import type { Context } from '../../engine/context.ts';
import { gatherLoads, type Loading } from './loads/gather-loads.ts';
import { knownLoads } from './loads/known-loads.ts';

/** How many customers of the customers file a release of this line reaches, by what was measured where it was. */
export async function readReach(
  context: Pick<Context, 'customersFile' | 'traffic' | 'clock'>,
  releaseLine: string,
): Promise<Reach> {
  const read = await context.customersFile.read();
  if (read.is === 'not-set-up') return { is: 'unknown', why: 'no customers file is set' };
  if (read.is === 'unreadable') return { is: 'unknown', why: 'the customers file cannot be read' };
  return decideReach(read.customers, releaseLine, await gatherLoads(context, read.customers));
}

/** A customer who pins a version loads no other, so that a release does not reach them. Pure. */
export function decideReach(
  customers: readonly Pick<Customer, 'id' | 'loads'>[],
  releaseLine: string,
  loading: Loading,
): Reach {
  const known = customers.map((one) => knownLoads(one, loading));
  const loads = known.filter(
    (one) =>
      (one.by === 'customers-file' && one.loaded === releaseLine) ||
      (one.by === 'load-balancer' && one.seen.some(({ loaded }) => loaded === releaseLine)),
  );
  return {
    ...{ is: 'known', loading: loads.length, inAll: customers.length },
    notStated: known.filter(({ by }) => by === 'none').length,
    ...(loading.is === 'measured' ? { isMeasured: true } : {}),
  };
}

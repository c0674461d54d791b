import type { Customer } from '../../domain/customer.ts';
import type { Reach } from '../../domain/release-contents.ts';
import type { Context } from '../../engine/context.ts';

/** How many customers of the customers file a release of this line reaches. */
export async function readReach(
  { customersFile }: Pick<Context, 'customersFile'>,
  releaseLine: string,
): Promise<Reach> {
  const read = await customersFile.read();
  if (read.is === 'not-set-up') return { is: 'unknown', why: 'no customers file is set' };
  if (read.is === 'unreadable') return { is: 'unknown', why: 'the customers file cannot be read' };
  return decideReach(read.customers, releaseLine);
}

/** A customer who pins a version loads no other, so that a release does not reach them. Pure. */
export function decideReach(customers: readonly Pick<Customer, 'loads'>[], releaseLine: string): Reach {
  const are = (matches: (loads: Customer['loads']) => boolean) =>
    customers.filter(({ loads }) => matches(loads)).length;
  return {
    is: 'known',
    loading: are((loads) => loads.is === 'release-line' && loads.releaseLine === releaseLine),
    inAll: customers.length,
    notStated: are((loads) => loads.is === 'not-stated'),
  };
}

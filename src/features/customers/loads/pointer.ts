import type { Customer } from '../../../domain/customer.ts';
import type { Context } from '../../../engine/context.ts';
import type { Tx } from '../../../ports/store.ts';
import { type PointerMove, readPointerHistory } from '../../surfaces/index.ts';
import type { Loading } from './gather-loads.ts';
import { knownLoads } from './known-loads.ts';

const DAY_MS = 86_400_000;
/** So far back Navi looks for what a pointer held. */
const HISTORY_MS = 400 * DAY_MS;
const POINTER = 'pointer:';

/** The release lines that have a pointer, the newest last. */
export async function liveLines(tx: Tx): Promise<string[]> {
  return (await tx.surfaces.all())
    .flatMap(({ id, live }) =>
      id.startsWith(POINTER) && live.version !== null ? id.slice(POINTER.length) : [],
    )
    .toSorted((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
}

/** What the pointers that this customer loads held, by release line, oldest first. */
export async function behindPointer(
  tx: Tx,
  { clock }: Pick<Context, 'clock'>,
  customer: Customer,
  loading: Loading,
): Promise<ReadonlyMap<string, readonly PointerMove[]>> {
  const known = knownLoads(customer, loading);
  const loaded =
    known.by === 'load-balancer'
      ? known.seen.map((one) => one.loaded)
      : known.by === 'none'
        ? []
        : [known.loaded];
  const found = new Map<string, readonly PointerMove[]>();
  for (const releaseLine of await liveLines(tx))
    if (loaded.includes(releaseLine)) found.set(releaseLine, await pointerMoves(tx, { clock }, releaseLine));
  return found;
}

/** What a release line's pointer held in the last 400 days, oldest first, as the journal confirms it. */
export function pointerMoves(
  tx: Tx,
  { clock }: Pick<Context, 'clock'>,
  releaseLine: string,
): Promise<PointerMove[]> {
  return readPointerHistory(tx, releaseLine, new Date(clock.now().getTime() - HISTORY_MS).toISOString());
}

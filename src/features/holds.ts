import type { Operation } from '../domain/operation.ts';
import { surfacesOf } from '../domain/plan.ts';
import type { Surface } from '../domain/surface.ts';
import { givesWay } from './rollback/watch.ts';

/**
 * The surfaces with their holders as the open operations state them. Only an open operation that moves the surface is
 * a holder, and a surface that one moves is held even if its row says otherwise: the row alone is no proof.
 */
export function withHolders(
  surfaces: readonly Surface[],
  open: readonly Operation[],
  liveTag: string,
): Surface[] {
  const holds = open.map((one) => ({ one, moves: surfacesOf(one.plan.content, liveTag) }));
  return surfaces.map((surface) => {
    const movers = holds.flatMap(({ one, moves }) => (moves.includes(surface.id) ? [one] : []));
    if (movers.some(({ id }) => id === surface.heldBy)) return surface;
    // An operation that only watches may have given up its surfaces.
    const holder = movers.find((one) => !givesWay(one));
    return { ...surface, heldBy: holder?.id ?? null };
  });
}

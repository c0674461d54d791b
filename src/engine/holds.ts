import type { Operation } from '../domain/operation.ts';
import { surfacesOf } from '../domain/plan.ts';
import type { Surface } from '../domain/surface.ts';
import type { Operations } from './operations.ts';

/**
 * The surfaces with their holders as the open operations state them. Only an open operation that moves a surface is
 * its holder, even if the surface's row differs: the row alone is no proof. An operation that is over for customers
 * moves nothing any more.
 */
export function withHolders(
  surfaces: readonly Surface[],
  open: readonly Operation[],
  { liveTag, operations }: { liveTag: string; operations: Operations },
): Surface[] {
  const holds = open
    .filter((one) => operations.traitsOf(one).isOver?.(one) !== true)
    .map((one) => ({ one, moves: surfacesOf(one.plan.content, liveTag) }));
  return surfaces.map((surface) => {
    const movers = holds.flatMap(({ one, moves }) => (moves.includes(surface.id) ? [one] : []));
    if (movers.some(({ id }) => id === surface.heldBy)) return surface;
    return { ...surface, heldBy: movers[0]?.id ?? null };
  });
}

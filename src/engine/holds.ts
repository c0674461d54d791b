import type { Operation } from '../domain/operation.ts';
import { surfacesOf } from '../domain/plan.ts';
import type { Surface, SurfaceId } from '../domain/surface.ts';
import type { Operations } from './operations.ts';

interface Holding {
  liveTag: string;
  operations: Operations;
}

/** The surfaces that an open operation holds as it is now: of those in its plan what its kind says. */
export function heldSurfaces(operation: Operation, { liveTag, operations }: Holding): SurfaceId[] {
  const { isOver, holds } = operations.traitsOf(operation);
  if (isOver?.(operation) === true) return [];
  const { content } = operation.plan;
  switch (holds?.(operation) ?? 'all') {
    case 'all':
      return surfacesOf(content, liveTag);
    case 'pointer':
      return surfacesOf(content, liveTag).filter((id) => id === content.pointer.surface);
    case 'nothing':
      return [];
  }
}

/**
 * The surfaces with their holders as the open operations state them. Only an open operation that moves a surface is
 * its holder, even if the surface's row differs: the row alone is no proof. An operation that is over for customers
 * moves nothing any more.
 */
export function withHolders(
  surfaces: readonly Surface[],
  open: readonly Operation[],
  known: Holding,
): Surface[] {
  const holds = open.map((one) => ({ one, moves: heldSurfaces(one, known) }));
  return surfaces.map((surface) => {
    const movers = holds.flatMap(({ one, moves }) => (moves.includes(surface.id) ? [one] : []));
    if (movers.some(({ id }) => id === surface.heldBy)) return surface;
    return { ...surface, heldBy: movers[0]?.id ?? null };
  });
}

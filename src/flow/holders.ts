import type { Surface } from '../domain/surface.ts';
import { withHolders } from '../features/holds.ts';
import type { Tx } from '../ports/store.ts';

/** All surfaces, held by whom the open operations say. */
export async function surfacesIn(tx: Tx, liveTag: string): Promise<Surface[]> {
  return withHolders(await tx.surfaces.all(), await tx.operations.open(), liveTag);
}

/** The same, written where a row says something else: a holder that somebody forged or deleted decides nothing. */
export async function putHoldersRight(tx: Tx, liveTag: string): Promise<Surface[]> {
  const rows = new Map((await tx.surfaces.all()).map((row) => [row.id, row.heldBy]));
  const surfaces = await surfacesIn(tx, liveTag);
  for (const { id, heldBy } of surfaces) if (rows.get(id) !== heldBy) await tx.surfaces.setHolder(id, heldBy);
  return surfaces;
}

import type { Surface } from '../domain/surface.ts';
import type { Tx } from '../ports/store.ts';
import type { Context } from './context.ts';
import { withHolders } from './holds.ts';

/** What tells who holds a surface. */
export type Holding = Pick<Context, 'settings' | 'operations'>;

/** All surfaces, with their holders as the open operations state them. */
export async function surfacesIn(tx: Tx, { settings, operations }: Holding): Promise<Surface[]> {
  return withHolders(await tx.surfaces.all(), await tx.operations.open(), {
    liveTag: settings.npm.liveTag,
    operations,
  });
}

/** The same, and corrects rows that differ: a forged or deleted holder decides nothing. */
export async function putHoldersRight(tx: Tx, context: Holding): Promise<Surface[]> {
  const rows = new Map((await tx.surfaces.all()).map((row) => [row.id, row.heldBy]));
  const surfaces = await surfacesIn(tx, context);
  for (const { id, heldBy } of surfaces) if (rows.get(id) !== heldBy) await tx.surfaces.setHolder(id, heldBy);
  return surfaces;
}

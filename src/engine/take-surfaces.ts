import { isOpen, isUntouched, type Operation } from '../domain/operation.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { Surface, SurfaceId } from '../domain/surface.ts';
import type { Tx } from '../ports/store.ts';
import { type Holding, putHoldersRight } from './holders.ts';
import { heldSurfaces } from './holds.ts';
import { enqueueMessage, saveOperation } from './save.ts';

export interface Taking {
  known: Holding;
  /** ISO */
  at: string;
  /** A plan that is not replaced: the same request, saved meanwhile by another process. */
  spares?(holder: Operation): boolean;
}

/**
 * Takes every surface of the operation's plan, and replaces unapproved plans. Returns why it cannot have them all; then
 * none is taken, though a plan may have been replaced.
 */
export async function takeSurfaces(
  tx: Tx,
  operation: Operation,
  { known, at, spares }: Taking,
): Promise<RefusalReason[]> {
  const surfaces = surfacesHeldBy(operation, known);
  const wanted: readonly string[] = surfaces;
  const open = await tx.operations.open();
  const holders = (await putHoldersRight(tx, known))
    .filter((surface) => wanted.includes(surface.id))
    .flatMap((surface) => surface.heldBy ?? []);
  for (const id of new Set(holders))
    if (id !== operation.id) await clearTheWay(tx, id, { by: operation, at, known, spares });
  const held = await tx.surfaces.take(surfaces, operation.id);
  return held.map((surface) => blockedReason(surface, open));
}

/**
 * Frees or takes what a step that is done changes of an operation's surfaces. Returns why it cannot have them: then it
 * holds what it held.
 */
export async function changeSurfaces(
  tx: Tx,
  { before, after }: { before: Operation; after: Operation },
  taking: Taking,
): Promise<RefusalReason[]> {
  if (!isOpen(after.state)) return [];
  const [had, wanted] = [before, after].map((one) => surfacesHeldBy(one, taking.known));
  if (had === undefined || wanted === undefined || had.join() === wanted.join()) return [];
  // It waits even for a plan that is not approved yet: no person has asked to replace that one.
  if (!wanted.every((id) => had.includes(id)))
    return takeSurfaces(tx, after, { ...taking, spares: () => true });
  await tx.surfaces.free(after.id);
  await tx.surfaces.take(wanted, after.id);
  return [];
}

function surfacesHeldBy(operation: Operation, { settings, operations }: Holding): SurfaceId[] {
  return heldSurfaces(operation, { liveTag: settings.npm.liveTag, operations });
}

interface Clearing extends Pick<Taking, 'at' | 'known'> {
  by: Operation;
  spares: Taking['spares'] | undefined;
}

async function clearTheWay(tx: Tx, id: string, { by, at, known, spares }: Clearing): Promise<void> {
  const holder = await tx.operations.lock(id);
  if (holder === undefined) return;
  if (isUntouched(holder) && spares?.(holder) !== true) await replace(tx, holder, { by, at, known });
}

async function replace(
  tx: Tx,
  holder: Operation,
  { by, at, known }: Omit<Clearing, 'spares'>,
): Promise<void> {
  const { id } = holder;
  const { name } = by.requester;
  await tx.surfaces.free(id);
  tx.journal.append({
    subject: { kind: 'operation', id },
    event: 'replaced',
    actor: { is: 'navi' },
    planHash: holder.plan.hash,
    details: { by: name, successor: by.id },
  });
  const state = { is: 'replaced' as const, at, by: name, successor: by.id };
  const replaced: Operation = { ...holder, state, finishedAt: at };
  const text = `${holder.requester.name}, your plan for v${holder.plan.content.version} was replaced by ${name}.`;
  await enqueueMessage(tx, replaced, {
    about: { is: 'attention', text, whom: 'requester' },
    key: `replaced:${id}`,
    at,
    known,
  });
  await saveOperation(tx, replaced, { at, known });
}

function blockedReason(surface: Surface, open: readonly Operation[]): RefusalReason {
  const holder = open.find((one) => one.id === surface.heldBy);
  return {
    code: 'surface-held',
    surface: surface.id,
    operation: surface.heldBy ?? '?',
    version: holder?.plan.content.version ?? '?',
    requester: holder?.requester.name ?? 'unknown',
    approved: holder === undefined || !isUntouched(holder),
  };
}

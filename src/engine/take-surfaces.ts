import { isUntouched, type Operation } from '../domain/operation.ts';
import { surfacesOf } from '../domain/plan.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { Surface } from '../domain/surface.ts';
import type { Tx } from '../ports/store.ts';
import { type Holding, putHoldersRight } from './holders.ts';
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
  const { liveTag } = known.settings.npm;
  const wanted: readonly string[] = surfacesOf(operation.plan.content, liveTag);
  const open = await tx.operations.open();
  const holders = (await putHoldersRight(tx, known))
    .filter((surface) => wanted.includes(surface.id))
    .flatMap((surface) => surface.heldBy ?? []);
  for (const id of new Set(holders))
    if (id !== operation.id) await clearTheWay(tx, id, { by: operation, at, known, spares });
  const held = await tx.surfaces.take(surfacesOf(operation.plan.content, liveTag), operation.id);
  return held.map((surface) => blockedReason(surface, open));
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

import type { StepIo } from '../../engine/step.ts';
import { purge, purgeOf } from './purge.ts';

/** What caches may still hold besides the pointer's bytes. */
export type Caches =
  | { is: 'clean' }
  | { is: 'stale' }
  | { is: 'dropping' }
  | { is: 'failed'; problem: string };

/** What the watch stores of a purge: the pointer's generation, and the CDN's operation. */
export type Purged = { purged?: string; purge?: string };

type Io = StepIo & { sent: Purged | null };

/**
 * Whether the pointer's current generation was purged. The rollback's own purge covers the generation that it wrote;
 * each later generation needs one more, read back too, because other bytes may have been served before it. A process
 * that died between write and purge left caches stale.
 */
export async function cachesOf(generation: string, io: Io): Promise<Caches> {
  if (!isRewritten(generation, io)) return { is: 'clean' };
  const name = io.sent?.purge;
  if (io.sent?.purged !== generation || name === undefined) return { is: 'stale' };
  const status = await io.use.cdn.purgeStatus(name);
  if (status.is === 'done') return { is: 'clean' };
  return status.is === 'running' ? { is: 'dropping' } : { is: 'failed', problem: status.problem };
}

/**
 * Purges the pointer's path, unless the rollback's own purge covers this generation. A repeat is the same request.
 */
export async function purgeRewritten(
  { path, generation }: { path: string; generation: string },
  io: StepIo,
): Promise<Purged | null> {
  if (!isRewritten(generation, io)) return null;
  const { id } = io.operation;
  const of = `${generation}:watch:${io.retries}`;
  const { operation } = await io.use.cdn.purge(purgeOf(path, { operation: id, of }));
  return { purged: generation, purge: operation };
}

function isRewritten(generation: string, { operation }: StepIo): boolean {
  const own = purge.evidenceIn(operation)?.generation;
  return own !== undefined && own !== generation;
}

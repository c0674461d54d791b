import type { Context } from '../../engine/context.ts';
import { type DecidedOnFacts, decideReuse, type KnownFacts } from './decide-reuse.ts';

/** Whether facts that were read before serve for this decision too, by the one rule for releases and rollbacks. */
export async function mayReuse(
  context: Pick<Context, 'store' | 'clock'>,
  decided: DecidedOnFacts,
  known: KnownFacts | undefined,
): Promise<boolean> {
  const now = context.clock.now().getTime();
  // The store is only asked where the answer can depend on it.
  if (decideReuse(decided, { known, now, isQuiet: true }).is === 'read-again' || known === undefined)
    return false;
  const isQuiet = await wasQuietSince(context, known.at);
  return decideReuse(decided, { known, now, isQuiet }).is === 'reuse';
}

/** Whether every operation had made its last write before this time (milliseconds), when reading began. */
async function wasQuietSince({ store }: Pick<Context, 'store'>, at: number): Promise<boolean> {
  return store.transaction(async (tx) => {
    const open = await tx.operations.open();
    const ended = await tx.operations.endedSince(new Date(at).toISOString());
    return open.length === 0 && ended.length === 0;
  });
}

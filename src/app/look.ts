import type { Context } from '../engine/context.ts';
import type { Tx } from '../ports/store.ts';

/** How long an answer is cached, because everyone may ask. */
const GOOD_MS = 10_000;

/**
 * Answers a question about the store from a read that is at most ten seconds old; yes where it cannot be read now.
 */
export function createLook(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  ask: (tx: Tx) => Promise<boolean>,
): () => Promise<boolean> {
  let known: { answer: Promise<boolean>; at: string } | undefined;
  return () => {
    if (known === undefined || clock.since(known.at) >= GOOD_MS)
      known = { answer: store.transaction(ask).catch(() => true), at: clock.now().toISOString() };
    return known.answer;
  };
}

import type { Ground } from './flow/ports.ts';
import { undelivered } from './flow/undelivered.ts';

/** How long an answer is good, for a question that anybody may ask. */
const GOOD_MS = 10_000;

/** Says whether Slack takes what is to be said, from a look at the store that is at most ten seconds old. */
export function createDeliveryLook({
  store,
  clock,
}: Pick<Ground, 'store' | 'clock'>): () => Promise<boolean> {
  let known: { answer: Promise<boolean>; at: string } | undefined;
  const look = () =>
    store.transaction(undelivered).then(
      (troubles) => troubles.length === 0,
      // What cannot be read now is not Slack's fault.
      () => true,
    );
  return () => {
    if (known === undefined || clock.since(known.at) >= GOOD_MS)
      known = { answer: look(), at: clock.now().toISOString() };
    return known.answer;
  };
}

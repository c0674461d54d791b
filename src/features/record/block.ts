import { hasWritten } from '../../domain/operation.ts';
import { type OpenDifferences, textsOf } from '../../domain/record-state.ts';
import type { Wait, WriteCheck } from '../../engine/context.ts';
import { openDifferencesIn } from '../../engine/open-differences.ts';
import { checkChain } from './check.ts';

/** Milliseconds until it is checked again whether the record was compared. */
const COMPARED_PAUSE_MS = 1_000;
/** The same for its acceptance. That wakes each release, and people take hours, so this check is only a fallback. */
const ACCEPTED_PAUSE_MS = 60_000;

/**
 * While the record differs a release runs no step, and its card shows why. Before its first write the whole journal
 * is read again, and it waits for the comparison of the start.
 */
export const recordAllows: WriteCheck = {
  beforeAdvance: async (context, operation) => {
    const isFirst = !hasWritten(operation);
    const known = await context.store.transaction(openDifferencesIn);
    if (isFirst && known === null) await checkChain(context);
    const { open, last } = await context.store.transaction(async (tx) => ({
      open: await openDifferencesIn(tx),
      last: await tx.recordChecks.last(),
    }));
    if (open !== null) return acceptance(open);
    if (!isFirst || last?.isAwaited !== true) return null;
    const limit = context.settings.deadlines.answer;
    return { expects: 'the record to be compared', askAgainInMs: COMPARED_PAUSE_MS, limit };
  },
  beforeWrite: async ({ store }) => {
    const open = await store.transaction(openDifferencesIn);
    return open === null ? null : acceptance(open);
  },
};

function acceptance({ found }: OpenDifferences): Wait {
  const expects = `the record to be accepted (${textsOf(found).join('; ')})`;
  return { expects, askAgainInMs: ACCEPTED_PAUSE_MS, limit: null };
}

import { setImmediate } from 'node:timers/promises';
import { CHAIN_START, type ChainFlaw } from '../../domain/chain.ts';
import { type JournalHead, joinFlaws } from '../../domain/record-check.ts';
import type { Context } from '../../engine/context.ts';

/** Rows per transaction: all other work on the embedded store waits for it. Some milliseconds. */
const BATCH = 200;

/** Reads the whole journal, in parts, so that other work continues meanwhile. */
export async function readChain({
  store,
}: Pick<Context, 'store'>): Promise<{ head: JournalHead; flaws: readonly ChainFlaw[] }> {
  let point = CHAIN_START;
  let flaws: readonly ChainFlaw[] = [];
  for (;;) {
    const from = point;
    const part = await store.transaction((tx) => tx.journal.read(from, BATCH));
    flaws = joinFlaws(flaws, part.flaws);
    point = part.reached;
    if (part.isEnd) return { head: { rows: point.rows, mac: point.mac ?? '' }, flaws };
    await setImmediate();
  }
}

import { setImmediate } from 'node:timers/promises';
import { CHAIN_START, type ChainFlaw } from '../../domain/chain.ts';
import { type JournalHead, joinFlaws } from '../../domain/record-check.ts';
import { type EndedRecord, noteEnded } from '../../domain/record-ended.ts';
import type { Context } from '../../engine/context.ts';

/** Rows per transaction: all other work on the embedded store waits for it. Some milliseconds. */
const BATCH = 200;

/** The whole journal, read again. */
export interface WholeChain {
  head: JournalHead;
  flaws: readonly ChainFlaw[];
  /** What its authentic rows say of operations, to compare the ended ones with. */
  ended: EndedRecord;
}

/** Reads the whole journal, in parts, so that other work continues meanwhile. */
export async function readChain({ store }: Pick<Context, 'store'>): Promise<WholeChain> {
  let point = CHAIN_START;
  let flaws: readonly ChainFlaw[] = [];
  const ended: EndedRecord = new Map();
  for (;;) {
    const from = point;
    const part = await store.transaction((tx) => tx.journal.read(from, BATCH));
    flaws = joinFlaws(flaws, part.flaws);
    for (const row of part.rows) noteEnded(ended, row);
    point = part.reached;
    if (part.isEnd) return { head: { rows: point.rows, mac: point.mac ?? '' }, flaws, ended };
    await setImmediate();
  }
}

import { setImmediate } from 'node:timers/promises';
import type { ChainFlaw } from '../../domain/chain.ts';
import type { RecordDifference } from '../../domain/record-check.ts';
import { type EndedRecord, endedDifferences, missingEnded } from '../../domain/record-ended.ts';
import { operationSubject } from '../../domain/subject.ts';
import type { Context } from '../../engine/context.ts';
import type { Tx } from '../../ports/store.ts';

/**
 * Compares the rows of ended operations with the journal, in parts, so that other work continues meanwhile. They decide
 * nothing, so this is done with the whole journal and not before each write.
 */
export async function compareEnded(
  { store }: Pick<Context, 'store'>,
  { ended, flaws }: { ended: EndedRecord; flaws: readonly ChainFlaw[] },
): Promise<RecordDifference[]> {
  const found: RecordDifference[] = [];
  const read = new Set<string>();
  for (let after: string | null = ''; after !== null; ) {
    const from: string = after;
    after = await store.transaction(async (tx) => {
      const { rows, next } = await tx.state.operations(from);
      for (const row of rows) {
        read.add(row.operation);
        // It has begun after the journal was read.
        if (!ended.has(row.operation) && (await isJournalled(tx, row.operation))) continue;
        for (const one of endedDifferences(ended, row, flaws)) found.push({ in: 'ended', ...one });
      }
      return next;
    });
    await setImmediate();
  }
  return [...found, ...missingEnded(ended, read, flaws).map((one) => ({ in: 'ended' as const, ...one }))];
}

async function isJournalled(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.journal.of(operationSubject({ id }));
  return rows.some(({ authentic }) => authentic);
}

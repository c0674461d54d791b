import { auditEntry } from '../../domain/audit-entry.ts';
import type { Message } from '../../domain/message.ts';
import type { JournalHead, RecordDifference } from '../../domain/record-check.ts';
import {
  acceptCommand,
  acceptedIds,
  newDifferences,
  openDifferences,
  textsOf,
} from '../../domain/record-state.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Context } from '../../engine/context.ts';
import { compareState } from '../../engine/guard.ts';
import { recordRows } from '../../engine/open-differences.ts';
import { readChain } from './chain.ts';
import { compareEnded } from './compare-ended.ts';

/**
 * Verifies the whole journal, and compares the state with it. With a head from a thread it also checks that the journal
 * still contains that head, so cut rows and an old copy show. Earlier differences that were not accepted count too.
 */
export async function auditVerify(context: Context, posted: JournalHead | undefined): Promise<Message> {
  const chain = await readChain(context);
  const { head, flaws } = chain;
  const inEnded = await compareEnded(context, chain);
  await context.record.catchUp();
  const { rows, mac, state } = await context.store.transaction(async (tx) => ({
    state: await compareState(tx, context, null),
    rows: await recordRows(tx),
    mac: posted === undefined ? undefined : await tx.journal.macAt(posted.rows),
  }));
  const open = openDifferences(rows);
  const found: RecordDifference[] = [
    ...flaws.map((flaw) => ({ in: 'rows' as const, ...flaw })),
    ...state.differences.map((one) => ({ in: 'state' as const, ...one })),
    ...inEnded,
  ];
  const differences = { ...open?.found, ...newDifferences(found, rows) };
  if (Object.keys(differences).length > 0)
    return bad(
      [
        flaws.length === 0 && open === null
          ? `The audit log (${head.rows} entries) is intact, and the state differs from it:`
          : `Audit log damaged (${head.rows} entries):`,
        ...textsOf(differences, 20),
        `Find the cause before you continue: docs/operations.md, "The record differs". To accept it as it is: ${acceptCommand(head)}`,
      ].join('\n'),
    );
  if (posted !== undefined && mac === undefined)
    return bad(
      `The audit log has ${head.rows} entries, but entry ${posted.rows} was posted: entries were deleted, or an old copy was restored.`,
    );
  if (posted !== undefined && !mac?.startsWith(posted.mac.toLowerCase()))
    return bad(
      `Entry ${posted.rows} is not the posted one: this is another audit log, or entries were rewritten.`,
    );
  const sealed = posted === undefined ? '' : ` Entry ${posted.rows} matches the posted checkpoint.`;
  const accepted = acceptedIds(rows).size;
  const flawed =
    accepted === 0 ? '' : ` ${accepted} accepted ${accepted === 1 ? 'difference' : 'differences'}.`;
  return {
    is: 'line',
    text: `Audit log verified: ${head.rows} entries, intact (hash ${head.mac.slice(0, 16)}).${sealed}${flawed}`,
    level: 'good',
  };
}

/** The newest entries about one operation, as many as fit a message. */
const MOST_ENTRIES = 40;

/** The journal's rows about one operation, each with what it changed and the services' ids of its requests. */
export async function auditShow(context: Context, id: string): Promise<Message> {
  const rows = await context.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  if (rows.length === 0) {
    const refusal = refuse({ code: 'operation-unknown', operation: id.slice(0, 60) });
    return { is: 'refusal', refusal, asked: 'audit' };
  }
  const newest = rows.slice(-MOST_ENTRIES);
  const left = rows.length - newest.length;
  const earlier = left === 0 ? '' : ` The ${left} earlier ones are not shown.`;
  const lines = newest.flatMap(({ row, authentic }) => auditEntry(row, authentic));
  return { is: 'line', text: [`Audit log of ${id}.${earlier}`, ...lines].join('\n'), level: 'info' };
}

function bad(text: string): Message {
  return { is: 'line', text, level: 'bad' };
}

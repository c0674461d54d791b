import type { Message } from '../domain/message.ts';
import type { JournalHead } from '../domain/record-check.ts';
import {
  acceptCommand,
  acceptedIds,
  newDifferences,
  openDifferences,
  textsOf,
} from '../domain/record-state.ts';
import type { SealOccasion } from '../ports/store.ts';
import type { Ground } from './ports.ts';
import { readChain } from './record/chain.ts';
import { recordRows } from './record/open.ts';

/**
 * Reads the whole journal and says whether it holds; with a head from a thread, also whether the journal still is the
 * one that was sealed there: cut rows and an old copy show. What was found before and not accepted is bad too.
 */
export async function auditVerify(ground: Ground, posted: JournalHead | undefined): Promise<Message> {
  const { head, flaws } = await readChain(ground);
  const { rows, mac } = await ground.store.transaction(async (tx) => ({
    rows: await recordRows(tx),
    mac: posted === undefined ? undefined : await tx.journal.macAt(posted.rows),
  }));
  const open = openDifferences(rows);
  const found = flaws.map((flaw) => ({ in: 'rows' as const, ...flaw }));
  const differences = { ...open?.found, ...newDifferences(found, rows) };
  if (Object.keys(differences).length > 0)
    return bad(
      [
        `The journal of ${head.rows} rows does not hold:`,
        ...textsOf(differences, 20),
        `Do not go on before you know why: docs/operations.md, "The record differs". To accept it as it stands: ${acceptCommand(head)}`,
      ].join('\n'),
    );
  if (posted !== undefined && mac === undefined)
    return bad(
      `The journal has ${head.rows} rows, but row ${posted.rows} was posted: rows were cut, or an old copy was restored.`,
    );
  if (posted !== undefined && !mac?.startsWith(posted.mac.toLowerCase()))
    return bad(
      `Row ${posted.rows} is not the one that was posted: this is another journal, or rows were written again.`,
    );
  const sealed = posted === undefined ? '' : ` Row ${posted.rows} is the one that was posted.`;
  const accepted = acceptedIds(rows).size;
  const flawed =
    accepted === 0 ? '' : ` ${accepted} accepted ${accepted === 1 ? 'difference' : 'differences'}.`;
  return {
    is: 'line',
    text: `The journal holds: ${head.rows} rows, head ${head.mac.slice(0, 16)}.${sealed}${flawed}`,
    level: 'good',
  };
}

const SEALED: Record<SealOccasion, string> = {
  confirmed: 'when this was confirmed',
  safe: 'when customers were safe',
  ended: 'at the end',
};

/** The head as it goes into an operation's thread. */
export function sealText({ rows, mac }: JournalHead, occasion: SealOccasion = 'ended'): string {
  const head = `${rows} ${mac.slice(0, 16)}`;
  return `Journal sealed ${SEALED[occasion]}: row ${rows}, head ${mac.slice(0, 16)}. To check it: /navi audit verify ${head}`;
}

function bad(text: string): Message {
  return { is: 'line', text, level: 'bad' };
}

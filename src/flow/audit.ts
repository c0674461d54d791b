import type { Message } from '../domain/message.ts';
import type { Ground } from './ports.ts';

/** A head of the journal as it was posted: how many rows there were, and how the last one's MAC begins. */
export interface PostedHead {
  rows: number;
  mac: string;
}

/**
 * Reads the whole journal and says whether it holds; with a head from a thread, also whether the journal still is the
 * one that was sealed there: cut rows and an old copy show (DESIGN §5).
 */
export async function auditVerify(ground: Ground, posted: PostedHead | undefined): Promise<Message> {
  const { found, mac } = await ground.store.transaction(async (tx) => ({
    found: await tx.journal.verify(),
    mac: posted === undefined ? undefined : await tx.journal.macAt(posted.rows),
  }));
  if (found.is === 'broken')
    return bad(
      `The journal does not hold: at row ${found.sequence}, ${found.problem}. Do not go on before you know why.`,
    );
  if (posted !== undefined && mac === undefined)
    return bad(
      `The journal has ${found.rows} rows, but row ${posted.rows} was posted: rows were cut, or an old copy was restored.`,
    );
  if (posted !== undefined && !mac?.startsWith(posted.mac.toLowerCase()))
    return bad(
      `Row ${posted.rows} is not the one that was posted: this is another journal, or rows were written again.`,
    );
  const sealed = posted === undefined ? '' : ` Row ${posted.rows} is the one that was posted.`;
  return {
    is: 'line',
    text: `The journal holds: ${found.rows} rows, head ${found.head.slice(0, 16)}.${sealed}`,
    level: 'good',
  };
}

/** The head as it goes into an operation's thread. */
export async function sealText(ground: Ground): Promise<string> {
  const { rows, mac } = await ground.store.transaction((tx) => tx.journal.head());
  return `Journal sealed at row ${rows}, head ${mac.slice(0, 16)}. To check it: /navi audit verify ${rows} ${mac.slice(0, 16)}`;
}

function bad(text: string): Message {
  return { is: 'line', text, level: 'bad' };
}

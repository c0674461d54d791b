import { setImmediate } from 'node:timers/promises';
import { CHAIN_START } from '../../../domain/chain.ts';
import type { Journal } from '../../../ports/tables/journal.ts';
import type { Session } from '../session.ts';
import { readChain } from './read.ts';

/** Rows per read: enough to be quick, few enough to leave the event loop free in between. */
const BATCH = 500;

/** Reads the whole chain in one transaction. */
export async function verifyChain(session: Session): ReturnType<Journal['verify']> {
  let point = CHAIN_START;
  for (;;) {
    const { flaws, reached, isEnd } = await readChain(session, point, BATCH);
    const [first] = flaws;
    if (first !== undefined) return { is: 'broken', sequence: first.row, problem: first.problem };
    if (isEnd) return { is: 'whole', rows: reached.rows, head: reached.mac ?? '' };
    point = reached;
    await setImmediate();
  }
}

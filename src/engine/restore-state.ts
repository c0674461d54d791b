import type { Json } from '../domain/json.ts';
import { type Difference, describeDifferences } from '../domain/record-differences.ts';
import { rowsToRestore } from '../domain/record-restored.ts';
import type { Subject } from '../domain/subject.ts';
import type { Tx } from '../ports/store.ts';
import type { Context } from './context.ts';
import { enqueueNotice } from './save.ts';

const STATE: Subject = { kind: 'store', id: 'state' };

/** How many characters of a value are journalled. */
const KEPT = 2_000;

/** How many differences get a journal row each. */
const MOST = 50;

/**
 * Restores the differing rows from the journal, journals the values found, and alerts the owners. Does nothing where
 * nothing differs. Returns the rows.
 */
export async function restoreState(
  tx: Tx,
  context: Pick<Context, 'record' | 'clock' | 'settings' | 'telemetry'>,
  { differences, flaws }: { differences: readonly Difference[]; flaws: readonly string[] },
): Promise<number> {
  const rows = rowsToRestore(context.record.reading().record, differences, { isWhole: flaws.length === 0 });
  if (rows.length === 0) return 0;
  await tx.state.restore(rows);
  const restored = new Set(rows.map(({ item }) => item));
  await reportRestored(
    tx,
    context,
    differences.filter(({ item }) => restored.has(item)),
  );
  return rows.length;
}

/** Journals the values that were found in place of the journal's, and alerts the owners. */
export async function reportRestored(
  tx: Tx,
  context: Pick<Context, 'clock' | 'settings' | 'telemetry'>,
  those: readonly Difference[],
): Promise<void> {
  const at = context.clock.now().toISOString();
  tx.journal.append({
    subject: STATE,
    event: 'restored',
    actor: { is: 'navi' },
    planHash: null,
    details: { differences: those.slice(0, MOST).map(stored), inAll: those.length },
  });
  context.telemetry.error('the state was restored from the journal', new Error('state differs'), {
    rows: [...new Set(those.map(({ item }) => item))],
  });
  await enqueueNotice(tx, {
    subject: STATE,
    text: `The database was changed outside Navi: ${describeDifferences(those)}. Navi restored these rows from the journal and recorded what it found. Find out who changed them before the next release.`,
    level: 'bad',
    whom: 'owners',
    channel: context.settings.slack.channel,
    key: `restored:${at}`,
    at,
  });
}

function stored({ item, field, journal, state }: Difference): Json {
  return { item, field, journal: journal?.slice(0, KEPT) ?? null, state: state?.slice(0, KEPT) ?? null };
}

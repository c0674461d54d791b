import type { JournalHead, RecordDifference } from '../../domain/record-check.ts';
import {
  acceptCommand,
  newDifferences,
  type OpenDifferences,
  openDifferences,
  RECORD,
  textsOf,
} from '../../domain/record-state.ts';
import type { Context } from '../../engine/context.ts';
import { acceptableIn, compareState, type Differing } from '../../engine/guard.ts';
import { recordRows } from '../../engine/open-differences.ts';
import { createRecordReader } from '../../engine/read-record.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { readChain, type WholeChain } from './chain.ts';
import { type Compared, compareWithWorld } from './compare.ts';
import { compareEnded } from './compare-ended.ts';

/** The open differences after a check, and why it could not be compared with the world, if that was requested. */
export interface Checked {
  open: OpenDifferences | null;
  problem: string | null;
}

/** Reads the whole journal again, journals new differences, and alerts the owners. */
export async function checkChain(context: Context): Promise<Checked> {
  return save(context, await readChain(context));
}

/** The same, and compares the record with the heads in Slack and with what is live. */
export async function checkRecord(context: Context): Promise<Checked> {
  const [chain, compared] = await Promise.all([readChain(context), compareWithWorld(context)]);
  return save(context, { ...chain, compared });
}

interface Found extends WholeChain {
  compared?: Compared;
}

async function save(context: Context, { head, flaws, ended, compared }: Found): Promise<Checked> {
  const inEnded = await compareEnded(context, { ended, flaws });
  const at = context.clock.now().toISOString();
  const problem = compared?.problem ?? null;
  await context.record.catchUp();
  const fresh = flaws.length === 0 ? null : await readAgain(context);
  const checked = await context.store.transaction(async (tx) => {
    const state = await compareState(tx, context, null);
    // What damaged journal rows had explained is now only in the state: it is accepted with them.
    const unexplained = fresh === null ? [] : await acceptableIn(tx, fresh);
    const last = compared === undefined ? await tx.recordChecks.last() : undefined;
    const { isAwaited = false, notCompared = problem } = last ?? {};
    await tx.recordChecks.save({ head, checkedAt: at, isAwaited, notCompared });
    const noted = await note(tx, context, {
      head,
      at,
      differences: [
        ...flaws.map((flaw): RecordDifference => ({ in: 'rows', ...flaw })),
        ...[...state.differences, ...unexplained].map((one): RecordDifference => ({ in: 'state', ...one })),
        ...inEnded,
        ...(compared?.differences ?? []),
      ],
    });
    if (noted.open === null) await saveCheckpoint(tx, context, state);
    return noted;
  });
  const outcome = checked.open !== null ? 'differs' : problem === null ? 'whole' : 'not-compared';
  context.telemetry.count('record_checks', { outcome });
  if (checked.isNew && checked.open !== null)
    context.telemetry.error('the record differs', new Error(textsOf(checked.open.found).join('; ')), {
      rows: head.rows,
    });
  if (problem !== null) context.telemetry.warn('record not compared', { problem });
  // The row that reports it follows a head that is not authentic: that is a flaw of its own.
  if (checked.isNew && flaws.some(({ is }) => is === 'head' || is === 'too-many'))
    return { ...(await checkChain(context)), problem };
  return { open: checked.open, problem };
}

/** The next start continues from a record that is intact and equals the state. */
async function saveCheckpoint(tx: Tx, { record }: Context, { differences, flaws }: Differing): Promise<void> {
  const checkpoint = differences.length + flaws.length === 0 ? record.checkpoint() : null;
  if (checkpoint !== null) await tx.recordCheckpoints.save(checkpoint);
}

/** With a reader that starts at the first row. */
export async function readAgain(context: Context): Promise<Context> {
  const record = createRecordReader(context.store, { from: 'first-row' });
  await record.catchUp();
  return { ...context, record };
}

interface Noting {
  head: JournalHead;
  at: string;
  differences: readonly RecordDifference[];
}

/** Journals new differences, and alerts the owners. */
async function note(
  tx: Tx,
  context: Context,
  { head, at, differences }: Noting,
): Promise<{ open: OpenDifferences | null; isNew: boolean }> {
  const rows = await recordRows(tx);
  const before = openDifferences(rows);
  const found = newDifferences(differences, rows);
  if (Object.keys(found).length === 0) return { open: before, isNew: false };
  const open: OpenDifferences = {
    found: { ...before?.found, ...found },
    since: before?.since ?? at,
    head,
    asked: [],
  };
  tx.journal.append({
    subject: RECORD,
    event: 'record-differs',
    actor: { is: 'navi' },
    planHash: null,
    details: { found, rows: head.rows, head: head.mac },
  });
  await callOwners(tx, context, { open, at });
  return { open, isNew: true };
}

async function callOwners(
  tx: Tx,
  { settings }: Context,
  { open, at }: { open: OpenDifferences; at: string },
): Promise<void> {
  const text = [
    'The record differs from what Navi wrote:',
    ...textsOf(open.found),
    'Releases, decisions and unlocks are blocked until it is accepted. A rollback to the known-good still works: it uses authentic entries only.',
    `See docs/operations.md, "The record differs". To accept the record as it is, an owner and a second person both type: /navi ${acceptCommand(open.head)}`,
  ].join('\n');
  await enqueueNotice(tx, {
    subject: RECORD,
    text,
    level: 'bad',
    whom: 'owners',
    channel: settings.slack.channel,
    key: `record-differs:${at}`,
    at,
  });
}

import { setImmediate } from 'node:timers/promises';
import { CHAIN_START, type ChainFlaw, type ChainPart, type ChainPoint } from '../domain/chain.ts';
import type { JournalRow } from '../domain/journal.ts';
import { applyRow, emptyRecord, type StateRecord } from '../domain/record.ts';
import { checkpointOf, pointOf, type RecordCheckpoint, recordOf } from '../domain/record-checkpoint.ts';
import { type Difference, findDifferences, type StateKind } from '../domain/record-differences.ts';
import { flawsLeft } from '../domain/record-state.ts';
import type { Store, Tx } from '../ports/store.ts';

/** Rows per transaction: all other work on the embedded store waits for it. Some milliseconds. */
const BATCH = 200;

/**
 * What the journal says, as far as this process has read it. It is updated in place: read it before the next await.
 */
export interface RecordReading {
  record: StateRecord;
  /** The last row that was read. */
  head: { rows: number; mac: string | null };
  /** Where the journal is not intact; its authentic rows are in the record all the same. */
  flaws: readonly ChainFlaw[];
}

/** The journal's only reader in this process: each row is verified, and applied to the record, once. */
export interface RecordReader {
  /** Reads new rows, in many short transactions. The first time it starts at the newest checkpoint. */
  catchUp(): Promise<RecordReading>;
  /** Reads new rows in this transaction. */
  readOn(tx: Tx): Promise<RecordReading>;
  /** What was read so far. */
  reading(): RecordReading;
  /** Where a later process may start to read; null where the journal is not intact. */
  checkpoint(): RecordCheckpoint | null;
  /** How these rows of the state differ from the record. Rows that were equal are not compared again. */
  compare(kinds: readonly StateKind[]): Difference[];
}

interface Reading {
  /** A row before a checkpoint may have been changed since; `first-row` reads the whole journal. */
  from?: 'checkpoint' | 'first-row';
}

export function createRecordReader(
  store: Pick<Store, 'transaction'>,
  { from = 'checkpoint' }: Reading = {},
): RecordReader {
  const record = emptyRecord();
  let isBegun = from === 'first-row';
  const flaws = new Map<string, ChainFlaw>();
  let point = CHAIN_START;
  let inProgress: Promise<RecordReading> | undefined;
  const equal = new Map<string, { rows: StateKind['rows']; changes: number }>();
  const compareKind = (of: StateKind): Difference[] => {
    const changes = record.changes.get(of.kind) ?? 0;
    const before = equal.get(of.kind);
    if (before?.rows === of.rows && before.changes === changes) return [];
    const found = findDifferences(record, of);
    if (found.length === 0) equal.set(of.kind, { rows: of.rows, changes });
    return found;
  };
  const reading = () => ({
    record,
    head: { rows: point.rows, mac: point.mac },
    flaws: [...flaws.values()],
  });
  const note = (flaw: ChainFlaw) => flaws.set(`${flaw.is}:${flaw.row}:${flaw.digest}`, flaw);

  const forget = (accepted: JournalRow) => {
    const left = flawsLeft([...flaws.values()], accepted);
    flaws.clear();
    left.forEach(note);
  };

  /** Awaits nothing. False when another read came first: then it continues from there. */
  const take = (from: ChainPoint, part: ChainPart): boolean => {
    if (from.rows !== before(point).rows) return false;
    const lastRead = part.rows.find(({ sequence }) => sequence === point.rows);
    if (lastRead !== undefined && point.mac !== null && lastRead.mac !== point.mac)
      note({ ...OTHER, row: point.rows, to: point.rows, digest: lastRead.mac });
    for (const row of part.rows) if (row.sequence > point.rows) applyRow(record, row);
    for (const flaw of part.flaws) note(flaw);
    for (const row of part.rows) if (row.event === 'record-accepted') forget(row);
    const cut = part.flaws.find(({ is }) => is === 'too-many');
    if (part.reached.rows >= point.rows) point = part.reached;
    // Rows that were read are missing, and later rows will take their numbers.
    else if (cut !== undefined) point = { ...point, rows: cut.row - 1, mac: null };
    return true;
  };

  const begin = (checkpoint: RecordCheckpoint | undefined) => {
    if (isBegun) return;
    isBegun = true;
    if (checkpoint === undefined) return;
    Object.assign(record, recordOf(checkpoint));
    point = pointOf(checkpoint);
  };

  const readOne = async (tx: Tx): Promise<boolean> => {
    if (!isBegun) begin(await tx.recordCheckpoints.newest());
    const from = before(point);
    const part = await tx.journal.read(from, BATCH);
    return take(from, part) && part.isEnd;
  };

  const catchUp = async (): Promise<RecordReading> => {
    while (!(await store.transaction(readOne))) await setImmediate();
    return reading();
  };

  return {
    reading,
    checkpoint: () => (flaws.size === 0 ? checkpointOf(record, point) : null),
    compare: (kinds) => kinds.flatMap(compareKind),
    catchUp: () => {
      inProgress ??= catchUp().finally(() => {
        inProgress = undefined;
      });
      return inProgress;
    },
    readOn: async (tx) => {
      while (!(await readOne(tx)));
      return reading();
    },
  };
}

const OTHER = { is: 'head', problem: 'this row is not the one that Navi has read before' } as const;

/** The last known row is read again with the next ones: it may be missing or changed. */
function before(point: ChainPoint): ChainPoint {
  return point.rows === 0 ? point : { ...point, rows: point.rows - 1, mac: null };
}

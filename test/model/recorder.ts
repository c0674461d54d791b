import type { JournalEntry } from '../../src/domain/journal.ts';
import type { Operation } from '../../src/domain/operation.ts';
import type { Tx } from '../../src/ports/store.ts';
import type { Life, Outward, Task } from './life.ts';

/** A journal row as it was committed, with the operation as it was kept in the same moment. */
export interface Row {
  entry: JournalEntry;
  at: number;
  life: string;
  /** How often that process had been stopped by then. */
  pauses: number;
}

/** A write that left for a service. `effect` says whether it arrived; `unknown`: this test cannot know it. */
export interface Write extends Outward {
  task: Task | undefined;
  life: string;
  at: number;
  effect: 'unknown' | 'yes' | 'no';
}

/** Everything that was seen, in order, and every promise that was broken. */
export interface Recorder {
  rows: Row[];
  writes: Write[];
  violations: string[];
  operation(id: string): Operation | undefined;
  operations(): Operation[];
  rowsOf(operation: string): Row[];
  /** The store's transaction with what it commits noted. */
  watch<T>(life: Life, run: (wrap: (tx: Tx) => Tx) => Promise<T>): Promise<T>;
  violate(what: string): void;
}

interface Seen {
  operations: Operation[];
  entries: JournalEntry[];
}

export function createRecorder(now: () => number, onRow: (recorder: Recorder, row: Row) => void): Recorder {
  const kept = new Map<string, Operation>();
  const recorder: Recorder = {
    rows: [],
    writes: [],
    violations: [],
    operation: (id) => kept.get(id),
    operations: () => [...kept.values()],
    rowsOf: (operation) =>
      recorder.rows.filter(
        ({ entry }) => entry.subject.kind === 'operation' && entry.subject.id === operation,
      ),
    watch: async (life, run) => {
      let seen: Seen = { operations: [], entries: [] };
      const result = await run((tx) => {
        seen = { operations: [], entries: [] };
        return watched(tx, seen);
      });
      for (const operation of seen.operations) kept.set(operation.id, operation);
      for (const entry of seen.entries) {
        const row = { entry, at: now(), life: life.name, pauses: life.pauses() };
        recorder.rows.push(row);
        onRow(recorder, row);
      }
      return result;
    },
    violate: (what) => void recorder.violations.push(`${new Date(now()).toISOString()} ${what}`),
  };
  return recorder;
}

function watched(tx: Tx, seen: Seen): Tx {
  const { operations, journal } = tx;
  return {
    ...tx,
    operations: {
      ...operations,
      insert: async (operation) => {
        seen.operations.push(operation);
        await operations.insert(operation);
      },
      save: async (operation) => {
        seen.operations.push(operation);
        await operations.save(operation);
      },
    },
    journal: {
      ...journal,
      append: (entry) => {
        seen.entries.push(entry);
        journal.append(entry);
      },
    },
  };
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import type { ControlledTransaction } from 'kysely';
import type { JournalEntry } from '../../domain/journal.ts';
import type { Saved } from '../../domain/saved.ts';
import type { Store, Tx } from '../../ports/store.ts';
import { appendAll } from './chain/append.ts';
import { NestedTransaction } from './errors.ts';
import { createChanges } from './guarded/changes.ts';
import { createReadBefore, readGuarded } from './guarded/read.ts';
import { readOperations } from './guarded/read-operations.ts';
import { restoreGuarded } from './guarded/restore.ts';
import { createAlerts } from './rows/alerts.ts';
import { createCustomers } from './rows/customers.ts';
import { createDeliveries } from './rows/deliveries.ts';
import { createJobs } from './rows/jobs.ts';
import { createJournal } from './rows/journal.ts';
import { createNotices } from './rows/notices.ts';
import { createOpenHomes } from './rows/open-homes.ts';
import { createOperations } from './rows/operations.ts';
import { createOutbox } from './rows/outbox.ts';
import { createRecordChecks } from './rows/record-check.ts';
import { createRecordCheckpoints } from './rows/record-checkpoint.ts';
import { createReleases } from './rows/releases.ts';
import { createRights } from './rows/rights.ts';
import { createSamples } from './rows/samples.ts';
import { createSchedules } from './rows/schedules.ts';
import { createLockedLines, createQuarantined } from './rows/set-aside.ts';
import { createSourceStates } from './rows/source-states.ts';
import { createSurfaces } from './rows/surfaces.ts';
import { createTerminals } from './rows/terminals.ts';
import { createUnproven } from './rows/unproven.ts';
import type { Engine, Session } from './session.ts';
import type { Tables } from './tables.ts';

/** With the pauses below about 3 s in all: a database that is busy for longer is an error, not a race. */
const ATTEMPTS = 12;
const LONGEST_PAUSE_MS = 400;

/** Runs work in transactions, and again after a conflict. Throws `NestedTransaction` instead of hanging. */
export function createTransactions(engine: Engine): Store['transaction'] {
  const inside = new AsyncLocalStorage<{ over: boolean }>();
  const memory = { genuine: new Map<number, string>(), readBefore: createReadBefore() };
  return async (work, how) => {
    if (inside.getStore()?.over === false) throw new NestedTransaction();
    const progress: Progress = { askedToCommit: false, isRepeatable: how?.isRepeatable === true };
    return retrying(
      engine,
      async () => {
        const mark = { over: false };
        progress.askedToCommit = false;
        try {
          return await inside.run(mark, () => runOnce({ ...engine, ...memory }, work, progress));
        } finally {
          mark.over = true;
        }
      },
      progress,
    );
  };
}

/**
 * How far a transaction came: an unanswered commit may have succeeded, and is repeated only where that is harmless.
 */
interface Progress {
  askedToCommit: boolean;
  isRepeatable: boolean;
}

/**
 * Repeats a transaction that conflicted with another one, after short random pauses of real time: the database needs
 * the time, not Navi's clock.
 */
export async function retrying<T>(
  engine: Engine,
  work: () => Promise<T>,
  progress: Progress = { askedToCommit: true, isRepeatable: false },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const mayRepeat = (progress.isRepeatable || !progress.askedToCommit) && engine.isUnanswered(error);
      if (attempt >= ATTEMPTS || !(mayRepeat || engine.isTransient(error))) throw error;
    }
    await setTimeout(Math.random() * Math.min(10 * 2 ** attempt, LONGEST_PAUSE_MS));
  }
}

async function runOnce<T>(
  engine: Engine & Pick<Session, 'genuine' | 'readBefore'>,
  work: (tx: Tx) => Promise<T>,
  progress: Progress,
): Promise<T> {
  const trx = await engine.db.startTransaction().setIsolationLevel('read committed').execute();
  const entries: JournalEntry[] = [];
  let hasPut = false;
  let result: T;
  try {
    const session = { ...engine, trx, changes: createChanges() };
    const onPut = () => {
      hasPut = true;
    };
    result = await work(createTx(session, entries, onPut));
    await appendAll(session, withSaved(entries, session.changes.saved()));
    progress.askedToCommit = true;
    await trx.commit().execute();
  } catch (error) {
    await rollBack(trx, engine);
    throw error;
  }
  if (hasPut) engine.wakeUp.wake();
  return result;
}

/** The last entry contains the changes of deciding rows; without an entry, a new one is added. */
function withSaved(entries: readonly JournalEntry[], saved: Saved | undefined): readonly JournalEntry[] {
  if (saved === undefined) return entries;
  const last = entries.at(-1) ?? {
    subject: { kind: 'store', id: 'state' },
    event: 'saved' as const,
    actor: { is: 'navi' as const },
    planHash: null,
    details: {},
  };
  return [...entries.slice(0, -1), { ...last, saved }];
}

function createTx(session: Session, entries: JournalEntry[], onPut: () => void): Tx {
  return {
    operations: createOperations(session),
    surfaces: createSurfaces(session),
    journal: createJournal(session, entries),
    state: {
      read: (operation) => readGuarded(session, operation),
      operations: (after) => readOperations(session, after),
      restore: (rows) => restoreGuarded(session, rows),
    },
    jobs: createJobs(session, onPut),
    outbox: createOutbox(session),
    releases: createReleases(session),
    lockedLines: createLockedLines(session),
    quarantined: createQuarantined(session),
    rights: createRights(session),
    terminals: createTerminals(session),
    unproven: createUnproven(session),
    recordChecks: createRecordChecks(session),
    schedules: createSchedules(session),
    recordCheckpoints: createRecordCheckpoints(session),
    alerts: createAlerts(session),
    samples: createSamples(session),
    sourceStates: createSourceStates(session),
    customers: createCustomers(session),
    notices: createNotices(session),
    deliveries: createDeliveries(session),
    openHomes: createOpenHomes(session),
  };
}

/** Throws the first error; a connection that cannot roll back is noted and closed. */
async function rollBack(trx: ControlledTransaction<Tables>, engine: Engine): Promise<void> {
  if (trx.isCommitted || trx.isRolledBack) return;
  try {
    await trx.rollback().execute();
  } catch (error) {
    engine.telemetry.warn('a transaction could not be rolled back', {
      problem: error instanceof Error ? error.message : String(error),
    });
  }
}

import type { Store, Worker } from '../../ports/store.ts';
import { measure } from './measure.ts';
import { probe } from './probe.ts';
import type { Engine } from './session.ts';
import { createTransactions } from './transaction.ts';
import { startWorker } from './worker/worker.ts';

/** How long closing waits for running jobs, in milliseconds, when their worker was not stopped before. */
const LAST_WAIT_MS = 1_000;

/** The store over an open database; `close` closes the database. */
export function createStore(engine: Engine, close: () => Promise<void>): Store {
  const workers = new Set<Worker>();
  let closed: Promise<void> | undefined;
  return {
    exclusive: !engine.rowLocks,
    transaction: createTransactions(engine),
    async work(kinds, handle) {
      const worker = startWorker(engine, { kinds, handle });
      workers.add(worker);
      return worker;
    },
    probe: () => probe(engine),
    measure: () => measure(engine),
    close() {
      closed ??= stopAll(workers).finally(close);
      return closed;
    },
  };
}

async function stopAll(workers: ReadonlySet<Worker>): Promise<void> {
  await Promise.all([...workers].map((worker) => worker.stop(LAST_WAIT_MS)));
}

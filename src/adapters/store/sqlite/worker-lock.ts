import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreInUse } from '../errors.ts';
import { isBusy } from './busy.ts';

/** Held until it is released, its process ends, or nothing refers to it. */
export interface WorkerLock {
  release(): void;
}

/**
 * Locks the store in `dir` against every other process: it is a lock of the operating system, so it is free again
 * however the process ends. Throws `StoreInUse`.
 */
export function lockDirectory(dir: string): WorkerLock {
  const lock = new DatabaseSync(join(dir, 'worker.lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    throw isBusy(error) ? new StoreInUse(dir, error) : error;
  }
  return {
    release() {
      if (lock.isOpen) lock.close();
    },
  };
}

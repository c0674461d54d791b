import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreUnwritable } from '../../../ports/store-unwritable.ts';

/**
 * Returns a check that throws once the file is missing or replaced: SQLite would continue to write to the old one.
 */
export function watchFile(path: string): () => void {
  const { dev, ino } = statSync(path);
  return () => {
    const now = statSync(path, { throwIfNoEntry: false });
    if (now?.dev === dev && now.ino === ino) return;
    throw new StoreUnwritable('ENOENT', `the file of the store, ${path}, was deleted or replaced`);
  };
}

/** The name of a file that is made and deleted only after SQLite has failed. */
const TRIED = 'write-test';

/**
 * Why the disk takes no new file; null where it does. SQLite reports a read-only disk like any other failed write, so a
 * file is tried.
 */
export function readOnlyDisk(dir: string): StoreUnwritable | null {
  const path = join(dir, TRIED);
  try {
    // One that a crash has left, or a link to another file.
    rmSync(path, { force: true });
    writeFileSync(path, '', { mode: 0o600, flag: 'wx' });
    rmSync(path);
    return null;
  } catch (error) {
    const isReadOnly = error instanceof Error && 'code' in error && error.code === 'EROFS';
    return isReadOnly ? new StoreUnwritable('EROFS', 'the disk of the store is read-only', error) : null;
  }
}

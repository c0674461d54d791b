import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 0o700;
const FILE = 0o600;
/** Set on folders that many users share, such as /tmp: Navi must not restrict those. */
const STICKY = 0o1000;
/**
 * SQLite creates its `-wal` and `-shm` with the permissions of the database; those of an earlier version may exist.
 */
const FILES = ['navi.db', 'navi.db-wal', 'navi.db-shm', 'worker.lock'];

/**
 * Creates the folder, and removes other users' access to it and to the store's files, existing ones included. Returns
 * the paths where that failed, because they belong to another user.
 */
export function closeToOthers(dir: string): string[] {
  mkdirSync(dir, { recursive: true, mode: FOLDER });
  for (const name of ['navi.db', 'worker.lock']) closeSync(openSync(join(dir, name), 'a', FILE));
  const files = FILES.map((name) => join(dir, name));
  const open = files.filter((file) => !isClosed(file, FILE));
  return isClosed(dir, FOLDER) ? open : [dir, ...open];
}

function isClosed(path: string, wanted: number): boolean {
  try {
    const { mode } = statSync(path);
    if ((mode & 0o077) === 0) return true;
    if ((mode & STICKY) === 0) chmodSync(path, wanted);
    return (mode & STICKY) === 0;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

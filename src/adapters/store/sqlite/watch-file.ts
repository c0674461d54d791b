import { statSync } from 'node:fs';
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

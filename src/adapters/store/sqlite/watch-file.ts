import { statSync } from 'node:fs';
import { StoreUnwritable } from '../../../ports/store-unwritable.ts';

/** Gives what throws once the file is not there any more, or is another one: SQLite goes on writing to the old one. */
export function watchFile(path: string): () => void {
  const { dev, ino } = statSync(path);
  return () => {
    const now = statSync(path, { throwIfNoEntry: false });
    if (now?.dev === dev && now.ino === ino) return;
    throw new StoreUnwritable('ENOENT', `the file of the store, ${path}, was deleted or replaced`);
  };
}

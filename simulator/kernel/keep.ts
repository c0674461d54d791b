import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A service's state on disk, so that `--keep` restores the world. Written whole, then renamed. */
export interface Kept<T> {
  read(): T | undefined;
  write(state: T): void;
}

export function keptIn<T>(file: string | undefined): Kept<T> {
  if (file === undefined) return { read: () => undefined, write: () => undefined };
  return {
    read: () => {
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as T;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    write: (state) => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify(state));
      renameSync(`${file}.new`, file);
    },
  };
}

import { z } from 'zod';
import { StoreUnwritable } from '../../ports/store-unwritable.ts';

/** SQLite's primary result codes (sqlite.org, "Result and Error Codes"). */
const SQLITE: Readonly<Record<number, [code: string, problem: string]>> = {
  8: ['EROFS', 'the store is read-only'],
  10: ['EIO', 'the disk of the store does not take a write'],
  11: ['SQLITE_CORRUPT', 'the file of the store is damaged'],
  13: ['ENOSPC', 'the disk of the store is full'],
  14: ['SQLITE_CANTOPEN', 'a file of the store cannot be opened'],
};

/** PostgreSQL's (Appendix A, "PostgreSQL Error Codes"). */
const POSTGRES: Readonly<Record<string, [code: string, problem: string]>> = {
  '53100': ['ENOSPC', 'the disk of the database is full'],
  '25006': ['EROFS', 'the database is read-only'],
  '58030': ['EIO', 'the disk of the database does not take a write'],
};

const SqliteError = z.object({ code: z.literal('ERR_SQLITE_ERROR'), errcode: z.int() });
const Coded = z.object({ code: z.string() });

/** Why the database cannot be written, from an error of either database. */
export function problemOf(error: unknown): StoreUnwritable {
  if (error instanceof StoreUnwritable) return error;
  const sqlite = SqliteError.safeParse(error);
  const code = sqlite.success ? undefined : Coded.safeParse(error).data?.code;
  const known = sqlite.success ? SQLITE[sqlite.data.errcode & 0xff] : POSTGRES[code ?? ''];
  if (known !== undefined) return new StoreUnwritable(known[0], known[1], error);
  const problem = error instanceof Error ? error.message : String(error);
  return new StoreUnwritable(code ?? 'unknown', `the store does not answer (${problem})`, error);
}

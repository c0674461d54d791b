import { z } from 'zod';

const SQLITE_BUSY = 5;

/** Node's error carries SQLite's result code, whose low byte is the primary one (sqlite.org "Result and Error Codes"). */
const SqliteError = z.object({ code: z.literal('ERR_SQLITE_ERROR'), errcode: z.int() });

/** Whether another connection had locked the database. */
export function isBusy(error: unknown): boolean {
  const known = SqliteError.safeParse(error);
  return known.success && (known.data.errcode & 0xff) === SQLITE_BUSY;
}

/**
 * By when another process has gone on where one was killed or stopped, in milliseconds: lease and claim take 12 s here
 * (`config.ts`), and PostgreSQL ends a session that stands still in a transaction after 10 s. The rest is for a busy machine.
 */
export const TAKEN_OVER_MS = 30_000;

import { z } from 'zod';

/**
 * Errors after which the transaction was certainly not committed (PostgreSQL's Appendix A): 40001
 * serialization_failure and 40P01 deadlock_detected, where PostgreSQL recommends to repeat the whole transaction, and
 * 25P03 idle_in_transaction_session_timeout, which ends only sessions that have not asked for their commit.
 */
const RolledBack = z.object({ code: z.enum(['40001', '40P01', '25P03']) });

/** The message of `pg`, without a code, for a statement that it did not send because the connection was lost before. */
const NeverSent = z.object({ message: z.string().regex(/ is not queryable$/) });

/**
 * The message of `pg`, without a code, when its `query_timeout` has passed, as in a process that was paused for
 * longer.
 */
const Unanswered = z.object({ message: z.literal('Query read timeout') });

/**
 * The connection was lost or refused, or an administrator ended it (PostgreSQL's Appendix A): class 08, 53300
 * too_many_connections, 57P01 admin_shutdown, 57P02 crash_shutdown and 57P03 cannot_connect_now.
 */
const Lost = z.object({
  code: z.string().regex(/^(08\w{3}|53300|57P0[123]|ECONNRESET|ECONNREFUSED|EPIPE)$/),
});

/** The same without a code, in `pg`. */
const Terminated = z.object({ message: z.string().regex(/^Connection terminated/) });

/** 57014 query_canceled, when an administrator has cancelled it: its own time limit has the same code. */
const Cancelled = z.object({ code: z.literal('57014'), message: z.string().regex(/user request/) });

const NOT_ANSWERED = z.union([Unanswered, Lost, Terminated, Cancelled]);

/** Whether a statement has no answer: before the commit was asked for, the transaction may run again. */
export function isUnanswered(error: unknown): boolean {
  return NOT_ANSWERED.safeParse(error).success;
}

/** Whether the transaction failed only because of another one, or its connection was lost before its commit. */
export function isTransient(error: unknown): boolean {
  return RolledBack.safeParse(error).success || NeverSent.safeParse(error).success;
}

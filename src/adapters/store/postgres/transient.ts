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

export function isUnanswered(error: unknown): boolean {
  return Unanswered.safeParse(error).success;
}

/** Whether the transaction failed only because of another one, or its connection was lost before its commit. */
export function isTransient(error: unknown): boolean {
  return RolledBack.safeParse(error).success || NeverSent.safeParse(error).success;
}

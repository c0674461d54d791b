import { z } from 'zod';

/** PostgreSQL's own advice is to repeat the whole transaction (Appendix A, serialization_failure and deadlock_detected). */
const Transient = z.object({ code: z.enum(['40001', '40P01']) });

/** Whether the transaction failed only because another was in its way. */
export function isTransient(error: unknown): boolean {
  return Transient.safeParse(error).success;
}

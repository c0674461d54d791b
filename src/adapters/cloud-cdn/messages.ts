import { z } from 'zod';

/** The thread's start data. */
export const Target = z.object({
  baseUrl: z.string().optional(),
  project: z.string(),
  urlMap: z.string(),
  host: z.string(),
  /** The addresses that the thread must not connect to. */
  addressGuard: z.object({ guarded: z.array(z.string()), allowed: z.array(z.string()) }).optional(),
});
export type Target = z.infer<typeof Target>;

/**
 * A request to the thread. After `until` (milliseconds since 1970) the caller no longer waits and nothing may be
 * sent.
 */
export const Request = z.discriminatedUnion('call', [
  z.object({
    id: z.number(),
    until: z.number(),
    call: z.literal('purge'),
    path: z.string(),
    requestId: z.string(),
  }),
  z.object({ id: z.number(), until: z.number(), call: z.literal('purgeStatus'), operation: z.string() }),
  z.object({
    id: z.number(),
    until: z.number(),
    call: z.literal('permissions'),
    wanted: z.array(z.string()),
  }),
]);
export type Request = z.infer<typeof Request>;

const Problem = z.object({
  kind: z.enum(['refused', 'conflict', 'rate-limited', 'unknown']),
  problem: z.string(),
  status: z.number().optional(),
  code: z.string().optional(),
  retryAfterMs: z.number().optional(),
});
export type Problem = z.infer<typeof Problem>;

const Status = z.discriminatedUnion('is', [
  z.object({ is: z.literal('running') }),
  z.object({ is: z.literal('done') }),
  z.object({ is: z.literal('failed'), problem: z.string() }),
]);

/** The thread's answer. */
export const Reply = z.discriminatedUnion('is', [
  z.object({ id: z.number(), is: z.literal('started'), operation: z.string() }),
  z.object({ id: z.number(), is: z.literal('status'), status: Status }),
  z.object({ id: z.number(), is: z.literal('granted'), permissions: z.array(z.string()) }),
  z.object({ id: z.number(), is: z.literal('error'), error: Problem }),
]);
export type Reply = z.infer<typeof Reply>;

import { z } from 'zod';

/**
 * How a named call is broken. `duplicate` handles the same request twice, as a proxy that repeats a request
 * would; `accept-then-reset` lets the call take effect and then cuts the connection before the answer;
 * `timeout` never answers; `slow` answers late.
 */
const FaultKind = z.enum([
  'error',
  'rate-limit',
  'timeout',
  'reset',
  'accept-then-reset',
  'duplicate',
  'slow',
]);

export const FaultRequest = z.object({
  target: z.string().optional(),
  /** The call's name, such as `chat.postMessage` or `objects.rewrite`; `*` is every call. */
  method: z.string().default('*'),
  kind: FaultKind,
  /** How many calls are broken before the fault ends by itself. */
  times: z.number().int().positive().default(1),
  /** How many matching calls succeed first. */
  after: z.number().int().nonnegative().default(0),
  /** HTTP status of `error`. */
  status: z.number().int().default(500),
  /** A service's own error code, where it has one (Slack's `error`, GitHub's message). */
  error: z.string().optional(),
  /** Seconds in `Retry-After` of `rate-limit`. */
  retryAfterSeconds: z.number().nonnegative().default(1),
  /** Seconds that `slow` waits before it answers. */
  seconds: z.number().nonnegative().default(4),
});
export type Fault = z.infer<typeof FaultRequest>;

export interface Faults {
  add(fault: Fault): void;
  /** Uses the first fault that matches this call once, if there is one. */
  take(method: string): Fault | undefined;
  list(): Fault[];
  clear(): void;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add: (fault) => {
      faults.push({ ...fault });
    },
    take: (method) => {
      const match = faults.find((fault) => fault.method === '*' || fault.method === method);
      if (match === undefined) return undefined;
      if (match.after > 0) {
        match.after -= 1;
        return undefined;
      }
      match.times -= 1;
      faults = faults.filter((fault) => fault.times > 0);
      return match;
    },
    list: () => faults.map((fault) => ({ ...fault })),
    clear: () => {
      faults = [];
    },
  };
}

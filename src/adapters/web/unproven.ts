import type { IncomingMessage } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import { createBuckets } from '../../dispatch/bucket.ts';
import { type FindPeer, heardFrom } from './peer.ts';

/** Bytes of bodies that one peer may send without a proof: 4 MiB at once, then 64 KiB a second. */
const BYTES = { atOnce: 4 * 1024 * 1024, everyMs: 1_000 / (64 * 1024), most: 1_000 };

/** Limits the bodies that have to be held before they can be proven, because a signature covers the whole body. */
export interface Unproven {
  /** Refuses a body before it is read: one that is too large (413), or for which the peer's budget is used up (429). */
  limit(maxBytes: number): MiddlewareHandler<{ Bindings: { incoming: IncomingMessage } }>;
  /** The request was proven, so its bytes count no more. */
  proven(request: IncomingMessage): void;
}

export function createUnproven(findPeer: FindPeer, now: () => number): Unproven {
  const budgets = createBuckets({ ...BYTES, now });
  const taken = new WeakMap<IncomingMessage, { peer: string; bytes: number }>();
  return {
    limit: (maxBytes) => async (c, next) => {
      const { incoming } = c.env;
      const bytes = declaredBytes(incoming) ?? maxBytes;
      if (bytes > maxBytes) return c.json({ error: `the body is larger than ${maxBytes} bytes` }, 413);
      const peer = findPeer(heardFrom(incoming)).budget;
      const waitMs = budgets.take(peer, bytes);
      if (waitMs > 0) {
        const seconds = Math.ceil(waitMs / 1_000);
        c.header('retry-after', String(seconds));
        return c.json({ error: `too much without a proof: try again in ${seconds} s` }, 429);
      }
      taken.set(incoming, { peer, bytes });
      return next();
    },
    proven: (request) => {
      const of = taken.get(request);
      if (of === undefined) return;
      taken.delete(request);
      budgets.refund(of.peer, of.bytes);
    },
  };
}

/** Undefined for a body in chunks, whose size is known at its end only: it counts as the largest. */
function declaredBytes({ headers }: IncomingMessage): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  return Number(headers['content-length'] ?? 0);
}

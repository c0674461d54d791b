import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kernel } from '../kernel/kernel.ts';
import type { WorldClock } from '../kernel/world-clock.ts';
import type { Hook } from './options.ts';

/** Sends events to the hooks. */
export interface Webhooks {
  emit(event: string, payload: Record<string, unknown>): void;
  /** Drops the deliveries in progress. */
  close(): void;
}

/** GitHub waits 10 seconds for an answer and never tries again (docs.github.com "Best practices for using webhooks"). */
const DEADLINE_MS = 10_000;

/** What a delivery is broken by, logged in, and dated by. */
interface Sender {
  kernel: Kernel;
  clock: WorldClock;
}

interface Delivery {
  hook: Hook;
  event: string;
  body: string;
  id: string;
}

/**
 * Sends deliveries in order, one after the other for each hook. The fault `deliver.webhook` breaks one: `duplicate`
 * sends it twice, `slow` sends it late and lets others overtake it, `accept-then-reset` changes nothing for a
 * receiver, and every other kind loses it.
 */
export function createWebhooks(from: Sender, hooks: () => Hook[]): Webhooks {
  const queues = new Map<string, Promise<void>>();
  const closing = new AbortController();
  return {
    emit: (event, payload) => {
      const delivery = { event, body: JSON.stringify(payload), id: randomUUID() };
      for (const hook of hooks()) {
        const before = queues.get(hook.url) ?? Promise.resolve();
        const after = before.then(() => deliver(from, { ...delivery, hook }, closing.signal));
        queues.set(hook.url, after);
      }
    },
    close: () => closing.abort(),
  };
}

async function deliver({ kernel, clock }: Sender, delivery: Delivery, closing: AbortSignal): Promise<void> {
  const fault = kernel.faults.take('deliver.webhook');
  const call = { at: new Date(clock.now()).toISOString(), method: 'deliver.webhook', path: delivery.event };
  const send = async () => log(await post(delivery, closing));
  switch (fault?.kind) {
    case undefined:
    case 'accept-then-reset':
      return send();
    case 'duplicate':
      await send();
      return send();
    case 'slow':
      // Not awaited: later deliveries overtake it.
      void sleep(fault.seconds * 1000, undefined, { signal: closing }).then(send, () => log('cut'));
      return;
    default:
      log('cut');
  }

  function log(status: number | 'cut'): void {
    kernel.log.push({ ...call, status, ...(fault === undefined ? {} : { fault: fault.kind }) });
  }
}

/** The answer's status, or `cut` when there was none. */
async function post({ hook, event, body, id }: Delivery, signal: AbortSignal): Promise<number | 'cut'> {
  const signature = createHmac('sha256', hook.secret).update(body).digest('hex');
  try {
    const answer = await fetch(hook.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/simulated',
        'x-github-event': event,
        'x-github-delivery': id,
        'x-hub-signature-256': `sha256=${signature}`,
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 'cut';
  }
}

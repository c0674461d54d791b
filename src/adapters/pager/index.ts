import { createHmac } from 'node:crypto';
import type { Page } from '../../domain/page.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Pager } from '../../ports/pager.ts';
import { ServiceError } from '../../ports/service-error.ts';

interface PagerOptions {
  url: string;
  /** `whsec_` and the key in base64. */
  secret: string;
  clock: Pick<Clock, 'now'>;
  deadlineMs: number;
}

/**
 * Posts pages to a webhook, signed as the Standard Webhooks specification says:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md. No redirect is followed,
 * and no answer's body is read.
 */
export function createPager({ url, secret, clock, deadlineMs }: PagerOptions): Pager {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const call = (method: string, init: RequestInit) => request(url, { method, init, deadlineMs });
  return {
    send: async (id, page) => {
      const body = JSON.stringify(bodyOf(page));
      const timestamp = String(Math.floor(clock.now().getTime() / 1000));
      const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
      const { status } = await call('POST', {
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signature}`,
        },
        body,
      });
      if (status < 200 || status >= 300) throw refusal('send', status);
    },
    reach: async () => {
      const { status } = await call('HEAD', {});
      if (status >= 500) throw refusal('reach', status);
    },
  };
}

function bodyOf({ event, at, incident, title, text }: Page): object {
  return { type: event, timestamp: at, data: { incident, title, text } };
}

interface Asked {
  method: string;
  init: RequestInit;
  deadlineMs: number;
}

async function request(url: string, { method, init, deadlineMs }: Asked): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(deadlineMs);
    const answer = await fetch(url, { ...init, method, redirect: 'manual', signal });
    await answer.body?.cancel();
    return answer;
  } catch (error) {
    const call = method === 'POST' ? 'send' : 'reach';
    throw new ServiceError({ service: 'pager', call, kind: 'unknown', problem: 'it did not answer' }, error);
  }
}

function refusal(call: string, status: number): ServiceError {
  const kind = status === 429 ? 'rate-limited' : status < 500 ? 'refused' : 'unknown';
  return new ServiceError({ service: 'pager', call, kind, problem: `it answered ${status}`, status });
}

import type { Heartbeat } from '../../ports/heartbeat.ts';
import { ServiceError } from '../../ports/service-error.ts';

interface HeartbeatOptions {
  url: string;
  deadlineMs: number;
}

/** Calls an address with GET. Its answer's body is not read, and no redirect is followed. */
export function createHeartbeat({ url, deadlineMs }: HeartbeatOptions): Heartbeat {
  return {
    beat: async () => {
      const answer = await request(url, deadlineMs);
      await answer.body?.cancel();
      if (answer.ok) return;
      const { status } = answer;
      const kind = status === 429 ? 'rate-limited' : status < 500 ? 'refused' : 'unknown';
      throw new ServiceError({
        service: 'heartbeat',
        call: 'beat',
        kind,
        problem: `it answered ${status}`,
        status,
      });
    },
  };
}

async function request(url: string, deadlineMs: number): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(deadlineMs) });
  } catch (error) {
    throw new ServiceError(
      { service: 'heartbeat', call: 'beat', kind: 'unknown', problem: 'it did not answer' },
      error,
    );
  }
}

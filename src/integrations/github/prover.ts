import { z } from 'zod';
import type { TokenProver } from '../../ports/people.ts';
import { createClient } from './client.ts';
import { failure, normalise } from './errors.ts';

/** Tokens are short and printable; anything else could not even be sent as a header. */
const TOKEN = /^[\x21-\x7e]{1,400}$/;

/**
 * Asks GitHub whose token it is (`GET /user`). A token that is refused, or that belongs to no person (an app's), proves
 * nothing. It is used for this one request and kept nowhere.
 */
export function createTokenProver({
  baseUrl,
  deadlineMs,
}: {
  baseUrl?: string | undefined;
  deadlineMs: number;
}): TokenProver {
  const client = createClient({ baseUrl, auth: undefined });
  return {
    login: async (token) => {
      if (!TOKEN.test(token)) return undefined;
      const signal = AbortSignal.timeout(deadlineMs);
      try {
        const octokit = await client();
        const { data } = await octokit.request('GET /user', {
          headers: { authorization: `Bearer ${token}` },
          request: { signal },
        });
        const user = z.object({ login: z.string().min(1), type: z.string() }).parse(data);
        return user.type === 'User' ? user.login : undefined;
      } catch (error) {
        if (signal.aborted)
          throw failure('login', 'unknown', { problem: 'no answer in time', code: 'deadline' });
        const thrown = normalise('login', error);
        if (thrown.facts.kind === 'refused') return undefined;
        throw thrown;
      }
    },
  };
}

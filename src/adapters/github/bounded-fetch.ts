/** More than any answer that Navi requests: a page of 100 runs is about 2 MB. Bytes. */
const LIMIT = 16 * 1024 * 1024;

/** The code of a write that GitHub has sent to another address. Nothing was done. */
export const MOVED = 'moved';

class MovedError extends Error {
  readonly code = MOVED;
}

/**
 * `fetch` that reads at most 16 MiB of an answer, and rejects when there is more. No write follows a redirect, which may
 * lead to another host, or turn it into a read; it rejects with the code `moved`.
 */
export async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const isWrite = !['GET', 'HEAD'].includes((init?.method ?? 'GET').toUpperCase());
  const answer = await fetch(input, isWrite ? { ...init, redirect: 'manual' } : init);
  if (isWrite && answer.status >= 300 && answer.status < 400) {
    await answer.body?.cancel();
    throw new MovedError('the address has moved');
  }
  if (answer.body === null) return answer;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > LIMIT) throw new Error(`the answer is larger than ${LIMIT} bytes`);
    chunks.push(chunk);
  }
  const { status, statusText, headers } = answer;
  const body = size === 0 ? null : Buffer.concat(chunks);
  return new Response(body, { status, statusText, headers });
}

/** More than any answer that Navi requests: a page of 100 runs is about 2 MB. Bytes. */
const LIMIT = 16 * 1024 * 1024;

/** `fetch` that reads at most 16 MiB of an answer, and rejects when there is more. */
export async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const answer = await fetch(input, init);
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

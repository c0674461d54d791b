import { createHash } from 'node:crypto';
import { Agent, type Dispatcher, request } from 'undici';
import type { Reading } from '../../ports/edge.ts';
import type { Probe } from './probes.ts';

type Seen = Reading extends infer R ? (R extends { probe: string } ? Omit<R, 'probe'> : never) : never;
type Answer = Dispatcher.ResponseData;

/** What a missing object looks like: a bucket that may not be listed answers 403 for what it lacks. */
const MISSING = new Set([403, 404, 410]);

/** One GET on a connection of its own, so that no kept connection pins the probe to an old machine. */
export async function readBytes(
  probe: Probe,
  wanted: { host: string; path: string; maxBytes: number; signal: AbortSignal },
): Promise<Seen> {
  const agent = agentFor(probe);
  try {
    const answer = await request(`${probe.origin}${wanted.path}`, {
      dispatcher: agent,
      // undici takes the TLS server name from this header too.
      headers: { host: wanted.host, 'accept-encoding': 'identity' },
      signal: wanted.signal,
    });
    return await readAnswer(answer, wanted.maxBytes);
  } finally {
    await agent.destroy();
  }
}

function agentFor({ address }: Probe): Agent {
  if (address === undefined) return new Agent();
  return new Agent({ connect: { lookup: (_host, _options, found) => found(null, [address]) } });
}

async function readAnswer({ statusCode, headers, body }: Answer, maxBytes: number): Promise<Seen> {
  if (MISSING.has(statusCode)) return { is: 'missing', status: statusCode };
  if (statusCode !== 200) return { is: 'unreachable', problem: `answered ${statusCode}` };
  const encoding = one(headers['content-encoding']) ?? 'identity';
  if (encoding !== 'identity')
    return { is: 'unreachable', problem: `answered ${encoding}, which was not asked for` };
  const hash = createHash('sha384');
  let size = 0;
  for await (const chunk of body) {
    const bytes: Uint8Array = chunk;
    size += bytes.length;
    if (size > maxBytes) return { is: 'unreachable', problem: `answered more than ${maxBytes} bytes` };
    hash.update(bytes);
  }
  return {
    is: 'bytes',
    sha384: `sha384-${hash.digest('base64')}`,
    ageSeconds: secondsIn(one(headers['age'])) ?? 0,
    maxAgeSeconds: secondsIn(/(?:^|[,\s])max-age=(\d+)/i.exec(one(headers['cache-control']) ?? '')?.[1]),
    etag: one(headers['etag']) ?? null,
  };
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

function secondsIn(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

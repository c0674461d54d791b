import { createHash } from 'node:crypto';
import { Agent, type Dispatcher, request } from 'undici';
import { browserSeconds } from '../../domain/object-headers.ts';
import type { Reading } from '../../ports/edge.ts';
import { ACCEPTED_CODINGS, unpack } from '../coding/index.ts';
import type { Probe } from './probes.ts';

/** What one probe said. */
export type Seen = Reading extends infer R
  ? R extends Reading
    ? Omit<R, 'probe' | 'tookMs'>
    : never
  : never;
type Answer = Dispatcher.ResponseData;

/** Statuses of a missing object: a bucket without the right to list answers 403. */
const MISSING = new Set([403, 404, 410]);

interface Wanted {
  host: string;
  path: string;
  /** Of the page that asks; undefined where the browser does not name it. */
  origin: string | undefined;
  maxBytes: number;
  signal: AbortSignal;
}

/** One GET on a new connection, because a kept connection always reaches the same machine. */
export async function readBytes(probe: Probe, wanted: Wanted): Promise<Seen> {
  const agent = agentFor(probe);
  try {
    const answer = await request(`${probe.origin}${wanted.path}`, {
      dispatcher: agent,
      // undici also uses this header for the TLS server name.
      headers: {
        host: wanted.host,
        'accept-encoding': ACCEPTED_CODINGS,
        ...(wanted.origin === undefined ? {} : { origin: wanted.origin }),
      },
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
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes: Uint8Array = chunk;
    size += bytes.length;
    if (size > maxBytes) return { is: 'unreachable', problem: `answered more than ${maxBytes} bytes` };
    chunks.push(bytes);
  }
  const contentEncoding = one(headers['content-encoding']) ?? null;
  const unpacked = await unpack(Buffer.concat(chunks), contentEncoding, maxBytes);
  if (unpacked.is === 'too-large')
    return {
      is: 'unreachable',
      problem: `answered more than ${maxBytes} bytes, packed as ${contentEncoding}`,
    };
  if (unpacked.is === 'unreadable')
    return { is: 'unreachable', problem: `says ${contentEncoding}, and a browser cannot unpack it` };
  const cacheControl = one(headers['cache-control']) ?? null;
  return {
    is: 'bytes',
    sha384: `sha384-${createHash('sha384').update(unpacked.bytes).digest('base64')}`,
    contentEncoding,
    contentType: one(headers['content-type']) ?? null,
    cacheControl,
    ageSeconds: secondsIn(one(headers['age'])) ?? 0,
    maxAgeSeconds: browserSeconds(cacheControl),
    etag: one(headers['etag']) ?? null,
    allowsOrigin: one(headers['access-control-allow-origin']) ?? null,
  };
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

function secondsIn(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

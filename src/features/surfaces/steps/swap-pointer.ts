import { z } from 'zod';
import type { Json } from '../../../domain/json.ts';
import { headerDifferences } from '../../../domain/object-headers.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { Observed } from '../../../domain/step.ts';
import { LARGEST_LOADER } from '../../../domain/surface.ts';
import { defineStep } from '../../../engine/define-step.ts';
import type { StepIo } from '../../../engine/step.ts';
import type { ObjectFacts, Objects } from '../../../ports/objects.ts';
import { ServiceError } from '../../../ports/service-error.ts';
import { endSoaking, redrawReleases } from '../consequences.ts';
import { clockRow, surface } from '../marks.ts';
import { expectedBytes } from './expected.ts';
import { servedOf } from './headers.ts';
import { NamedBytes, Served, short } from './shapes.ts';
import { sourceHeaders, writtenHeaders } from './source-headers.ts';
import { verifyPinned } from './verify-pinned.ts';

/**
 * Custom metadata on the pointer that identifies our own swap, also after a 412: the first attempt may have
 * succeeded.
 */
const STAMP = 'naviOperation';

const SwapParams = z.strictObject({
  from: z.string(),
  to: z.string(),
  /** The pointer's generation in the plan; `0` when the pointer must not exist yet. */
  ifGeneration: z.string(),
  version: z.string(),
  contentType: z.string(),
  cacheControl: z.string(),
  /** The bytes to restore; null in a release, where the release manifest has them. */
  source: NamedBytes.nullable(),
  /**
   * The pointer gets the source's headers and custom metadata, and is right only with them and `cacheControl`. Absent
   * in plans that compared bytes only: those write `contentType` and nothing else.
   */
  carriesHeaders: z.literal(true).exactOptional(),
});

/** The write's answer: the generation that it created, and the Cache-Control of the one that it replaced. */
const Sent = z.object({ generation: z.string(), replaced: z.string().exactOptional() });

type Params = z.output<typeof SwapParams>;
type Io = StepIo & { sent: z.output<typeof Sent> | null };

/**
 * Moves the pointer in one conditional rewrite: the source must have the expected generation, the destination the
 * planned one. A rollback accepts the destination as it is and never waits for drift. The right bytes with wrong
 * headers are written again, because browsers would cache or read them wrongly.
 */
export const swapPointer = defineStep({
  kind: 'swap-pointer',
  marks: [
    surface.of({ leg: 'pointer', does: 'moves' }),
    clockRow.of({ leg: 'pages', label: 'pointer moved' }),
  ],
  params: SwapParams,
  evidence: z.object({
    generation: z.string(),
    sha384: z.string(),
    version: z.string(),
    headers: Served.exactOptional(),
    replaced: z.string().exactOptional(),
  }),
  sent: Sent,
  title: (params) => `Move ${params.to} to v${params.version}`,
  summary: ({ sha384, generation }) => `${short(sha384)}, generation ${generation}`,
  changes: ({ sha384, generation, headers }, _params, { plan: { content } }) => [
    {
      id: content.pointer.surface,
      live: { version: content.version, sha384, generation, ...(headers === undefined ? {} : { headers }) },
      verified: false,
    },
  ],
  consequences: () => [redrawReleases, endSoaking],
  observe: async (params, io) => {
    const { use, operation, sent } = io;
    if (isJustPlanned(params, io))
      return { is: 'absent', seen: seenOf(params.ifGeneration, operation.plan.content.pointer) };
    const expected = expectedBytes(params.source, operation);
    const sha384At = (generation: string) =>
      digestOf(use.objects, params.to, { generation, size: expected.size });
    const [pointer, early] = await Promise.all([
      use.objects.stat(params.to),
      sent === null ? undefined : sha384At(sent.generation),
    ]);
    const generation = pointer?.generation ?? '0';
    const absent = { is: 'absent', seen: seenOf(generation, pointer) } as const;
    if (generation === params.ifGeneration && params.source === null) return absent;
    // A different size is enough proof: a rollback does not wait for two more answers of the bucket.
    if (params.source !== null && pointer !== undefined && pointer.size !== expected.size) return absent;
    const sha384 = generation === sent?.generation ? early : await sha384At(generation);
    const isOurs = pointer?.metadata[STAMP] === operation.id;
    if (sha384 !== expected.sha384 || !(isOurs || params.source !== null))
      return params.source === null ? drift(params, pointer, isOurs) : absent;
    const wanted = writtenHeaders(params, operation);
    if (pointer !== undefined && wanted !== undefined && headerDifferences(pointer, wanted).length > 0)
      return absent;
    const headers = pointer === undefined || wanted === undefined ? {} : { headers: servedOf(pointer) };
    const { version } = params;
    return { is: 'ours', evidence: { generation, sha384, version, ...headers, ...replacedBy(io) } };
  },
  change: (params, { operation, seen }) => ({
    before: beforeOf(operation, seen),
    after: {
      path: params.to,
      version: params.version,
      sha384: expectedBytes(params.source, operation).sha384,
      cacheControl: params.cacheControl,
    },
  }),
  act: async (params, io) => {
    const { use, operation, seen } = io;
    if (seen === undefined) throw new Error('the pointer has not been read');
    const headers = sourceHeaders(params, operation);
    const {
      generation,
      md5: _,
      ...receipt
    } = await use.objects.copy({
      ...headers,
      from: params.from,
      fromGeneration: sourceGeneration(params, operation),
      to: params.to,
      ifGeneration: seen.generation,
      contentType: headers?.contentType ?? params.contentType,
      cacheControl: params.cacheControl,
      metadata: { ...headers?.metadata, ...swapStamp(operation.id, params.version) },
    });
    const { replaced } = seen;
    const evidence = { generation, ...(replaced === undefined ? {} : { replaced }) };
    return { is: 'sent', evidence, ...receipt };
  },
});

/** The custom metadata that Navi's writes of a pointer carry. */
function swapStamp(operation: string, version: string): Record<string, string> {
  return { [STAMP]: operation, naviVersion: version };
}

/**
 * Whether a rollback has just been planned on a read of the pointer: the write's precondition fails if that read is
 * old. After any attempt the pointer is read again.
 */
function isJustPlanned({ source }: Params, { state, operation, retries }: Io): boolean {
  const { pointer } = operation.plan.content;
  const isFirst = state.is === 'waiting' && retries === 0;
  return source !== null && isFirst && pointer.sha384 !== source.sha384;
}

type Seen = { generation: string; replaced?: string };

/** The generation that a write would replace, and its Cache-Control. */
function seenOf(generation: string, pointer: { cacheControl?: string } | undefined): Seen {
  const { cacheControl } = pointer ?? {};
  return { generation, ...(cacheControl === undefined ? {} : { replaced: cacheControl }) };
}

/** What the pointer held, as far as it was read: the plan has the bytes of the generation that it saw. */
function beforeOf({ plan }: Operation, seen: Seen | undefined): Json {
  if (seen === undefined || seen.generation === '0') return null;
  const { pointer } = plan.content;
  const { generation, replaced } = seen;
  return {
    generation,
    ...(pointer.generation === generation && { sha384: pointer.sha384 }),
    ...(replaced !== undefined && { cacheControl: replaced }),
  };
}

/** The Cache-Control that our own write replaced, where it was read. */
function replacedBy({ sent }: Io): { replaced?: string } {
  const replaced = sent?.replaced;
  return replaced === undefined ? {} : { replaced };
}

function drift(
  params: Params,
  pointer: ObjectFacts | undefined,
  isOurs: boolean,
): Extract<Observed, { is: 'foreign' }> {
  if (isOurs) {
    const detail = `${params.to} does not hold the bytes the build reported`;
    return { is: 'foreign', trouble: { code: 'bytes-differ', detail } };
  }
  const who = pointer?.metadata[STAMP] ?? 'someone else';
  const detail = `${params.to} was moved by ${who}: generation ${pointer?.generation ?? '0'}, the plan says ${params.ifGeneration}`;
  return { is: 'foreign', trouble: { code: 'drift', detail } };
}

function sourceGeneration(params: Params, operation: Operation): string {
  const verified = params.source?.generation ?? verifyPinned.evidenceIn(operation)?.generation;
  if (verified === undefined) throw new Error('the pinned object has not been verified');
  return verified;
}

/** The digest of one generation of the pointer, read now; undefined for a foreign one that is too large to be ours. */
async function digestOf(
  objects: Objects,
  path: string,
  { generation, size }: { generation: string; size: number },
): Promise<string | undefined> {
  if (generation === '0') return undefined;
  const maxBytes = Math.max(size + 1, LARGEST_LOADER);
  try {
    return (await objects.read(path, { generation, maxBytes }))?.sha384;
  } catch (error) {
    if (error instanceof ServiceError && error.facts.code === 'too-large') return undefined;
    throw error;
  }
}

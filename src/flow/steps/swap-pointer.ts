import { headerDifferences } from '../../domain/object-headers.ts';
import type { Evidence, Observed, StepParams } from '../../domain/step.ts';
import { LARGEST_LOADER } from '../../domain/surface.ts';
import type { ObjectFacts, Objects } from '../../ports/objects.ts';
import { expectedBytes } from './expected.ts';
import { expectedHeaders, servedOf, sourceHeaders } from './headers.ts';
import { defineStep, type StepIo } from './step.ts';

/** Custom metadata on the pointer by which our own swap is recognised, also behind a 412: the first attempt may have won. */
const STAMP = 'naviOperation';

type Params = StepParams['swap-pointer'];

/**
 * Moves the pointer in one conditional rewrite: the source's generation is the one whose bytes are expected, the
 * destination's is the one in the plan. A rollback takes the destination as it finds it: it never waits for drift. The
 * right bytes under other headers are written again, because browsers would keep or read them wrongly.
 */
export const swapPointer = defineStep({
  kind: 'swap-pointer',
  needs: ['objects'],
  title: (params) => `Move ${params.to} to v${params.version}`,
  deadline: () => null,
  observe: async (params, io) => {
    const { use, evidence } = io;
    if (isJustPlanned(params, io))
      return { is: 'absent', seen: seenOf(params.ifGeneration, io.operation.plan.content.pointer) };
    const expected = expectedBytes(params.source, evidence);
    const sha384At = (generation: string) =>
      digestOf(use.objects, params.to, { generation, size: expected.size });
    const sent = sentGeneration(io);
    const [pointer, early] = await Promise.all([
      use.objects.stat(params.to),
      sent === undefined ? undefined : sha384At(sent),
    ]);
    const generation = pointer?.generation ?? '0';
    const absent: Observed = { is: 'absent', seen: seenOf(generation, pointer) };
    if (generation === params.ifGeneration && params.source === null) return absent;
    // A size tells without reading: the worst day does not wait for two more answers of the bucket.
    if (params.source !== null && pointer !== undefined && pointer.size !== expected.size) return absent;
    const sha384 = generation === sent ? early : await sha384At(generation);
    const isOurs = pointer?.metadata[STAMP] === io.operation.id;
    if (sha384 !== expected.sha384 || !(isOurs || params.source !== null))
      return params.source === null ? drift(params, pointer, isOurs) : absent;
    const wanted = expectedHeaders(io.operation, evidence);
    if (pointer !== undefined && wanted !== undefined && headerDifferences(pointer, wanted).length > 0)
      return absent;
    const headers = pointer === undefined || wanted === undefined ? {} : { headers: servedOf(pointer) };
    const { version } = params;
    return { is: 'ours', evidence: { generation, sha384, version, ...headers, ...replacedBy(io) } };
  },
  act: async (params, io) => {
    const { use, operation, seen, evidence } = io;
    const headers = sourceHeaders(params, evidence);
    const { generation } = await use.objects.copy({
      ...headers,
      from: params.from,
      fromGeneration: sourceGeneration(params, io),
      to: params.to,
      ifGeneration: seenGeneration(io),
      contentType: headers?.contentType ?? params.contentType,
      cacheControl: params.cacheControl,
      metadata: { ...headers?.metadata, ...swapStamp(operation.id, params.version) },
    });
    const { replaced } = seen;
    return { is: 'sent', evidence: { generation, ...(replaced === undefined ? {} : { replaced }) } };
  },
});

/** The custom metadata that Navi's writes of a pointer carry. */
export function swapStamp(operation: string, version: string): Record<string, string> {
  return { [STAMP]: operation, naviVersion: version };
}

/**
 * Whether a rollback's first look has just been made, by its plan: the write's precondition tells when that has grown
 * old. Whatever has been begun or tried before is looked at.
 */
function isJustPlanned({ source }: Params, { state, operation }: StepIo<'objects'>): boolean {
  const { pointer } = operation.plan.content;
  const isFirst = state.is === 'waiting' && operation.retries['swap-pointer'] === undefined;
  return source !== null && isFirst && pointer.sha384 !== source.sha384;
}

/** The generation that a write would replace, and what browsers were told of it. */
function seenOf(generation: string, pointer: { cacheControl?: string } | undefined): Evidence {
  const { cacheControl } = pointer ?? {};
  return { generation, ...(cacheControl === undefined ? {} : { replaced: cacheControl }) };
}

/** The Cache-Control of what our own write has replaced, where it was seen. */
function replacedBy({ state }: StepIo<'objects'>): Evidence {
  const replaced = state.is === 'pending' ? state.sent?.['replaced'] : undefined;
  return replaced === undefined ? {} : { replaced };
}

/** The generation that our own write was answered with. */
function sentGeneration({ state }: StepIo<'objects'>): string | undefined {
  const generation = state.is === 'pending' ? state.sent?.['generation'] : undefined;
  return typeof generation === 'string' ? generation : undefined;
}

function drift(params: Params, pointer: ObjectFacts | undefined, isOurs: boolean): Observed {
  if (isOurs) {
    const detail = `${params.to} does not hold the bytes the build reported`;
    return { is: 'foreign', trouble: { code: 'bytes-differ', detail } };
  }
  const who = pointer?.metadata[STAMP] ?? 'somebody else';
  const detail = `${params.to} was moved by ${who}: generation ${pointer?.generation ?? '0'}, the plan says ${params.ifGeneration}`;
  return { is: 'foreign', trouble: { code: 'drift', detail } };
}

function sourceGeneration(params: Params, { evidence }: StepIo<'objects'>): string {
  const verified = params.source?.generation ?? evidence('verify-pinned')?.['generation'];
  if (typeof verified !== 'string') throw new Error('the pinned object has not been verified');
  return verified;
}

function seenGeneration({ seen }: StepIo<'objects'>): string {
  const { generation } = seen;
  if (typeof generation !== 'string') throw new Error('the pointer has not been looked at');
  return generation;
}

/** What one generation of the pointer holds, read now. One that is not ours may be larger than what is expected. */
async function digestOf(
  objects: Objects,
  path: string,
  { generation, size }: { generation: string; size: number },
): Promise<string | undefined> {
  if (generation === '0') return undefined;
  const maxBytes = Math.max(size + 1, LARGEST_LOADER);
  return (await objects.read(path, { generation, maxBytes }))?.sha384;
}

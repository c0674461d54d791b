import type { Json } from '../../domain/json.ts';
import { edgeDifferences, type ObjectHeaders, type ServedHeaders } from '../../domain/object-headers.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Evidence, StepParams } from '../../domain/step.ts';
import type { Reading } from '../../ports/edge.ts';
import type { ObjectFacts, Objects } from '../../ports/objects.ts';

type Read = (step: string) => Evidence | undefined;

/** An object's headers and custom metadata, as they are kept in a plan or as evidence. */
export function headersOf(object: ObjectHeaders): ObjectHeaders {
  const { contentType, contentEncoding, contentLanguage, contentDisposition, metadata } = object;
  return { contentType, contentEncoding, contentLanguage, contentDisposition, metadata };
}

/** What browsers are told of an object. */
export function servedOf({ cacheControl, contentType, contentEncoding }: ObjectFacts) {
  return { cacheControl, contentType, contentEncoding };
}

/**
 * The headers of the pinned object that a pointer takes over: those in the plan, else those that were read when it was
 * verified. Undefined in plans that move bytes only.
 */
export function sourceHeaders(params: StepParams['swap-pointer'], evidence: Read): ObjectHeaders | undefined {
  if (params.carriesHeaders !== true) return undefined;
  const headers = params.source?.headers ?? parseHeaders(evidence('verify-pinned')?.['headers']);
  if (headers === undefined) return undefined;
  return headers.contentType === '' ? { ...headers, contentType: params.contentType } : headers;
}

/** What browsers must be told of the pointer that this operation writes; undefined in plans that looked at bytes only. */
export function expectedHeaders({ plan }: Operation, evidence: Read): ServedHeaders | undefined {
  const swap = plan.content.steps.find((step) => step.kind === 'swap-pointer');
  if (swap?.kind !== 'swap-pointer') return undefined;
  const headers = sourceHeaders(swap.params, evidence);
  return headers === undefined ? undefined : { ...headers, cacheControl: swap.params.cacheControl };
}

/** Whether a probe gives a browser these bytes and tells it what it should. */
export function servesRightly(
  reading: Reading,
  { sha384, headers }: { sha384?: string | undefined; headers?: ServedHeaders | undefined },
): boolean {
  if (reading.is !== 'bytes' || reading.sha384 !== sha384) return false;
  return headers === undefined || edgeDifferences(reading, headers).length === 0;
}

/** An object and the bytes that it has, read of the generation that was stated. */
export async function readWhole(
  objects: Objects,
  path: string,
  maxBytes: number,
): Promise<{ facts: ObjectFacts; sha384: string } | undefined> {
  const facts = await objects.stat(path);
  if (facts === undefined) return undefined;
  const read = await objects.read(path, { generation: facts.generation, maxBytes });
  return read === undefined ? undefined : { facts, sha384: read.sha384 };
}

function parseHeaders(kept: Json | undefined): ObjectHeaders | undefined {
  const found = recordOf(kept);
  const contentType = found?.['contentType'];
  if (found === undefined || typeof contentType !== 'string') return undefined;
  const texts = Object.entries(recordOf(found['metadata']) ?? {});
  return {
    contentType,
    contentEncoding: textIn(found['contentEncoding']),
    contentLanguage: textIn(found['contentLanguage']),
    contentDisposition: textIn(found['contentDisposition']),
    metadata: Object.fromEntries(texts.map(([key, value]) => [key, String(value)])),
  };
}

function recordOf(value: Json | undefined): { readonly [key: string]: Json } | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined;
  return value;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function textIn(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

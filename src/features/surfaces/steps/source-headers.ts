import type { ObjectHeaders, ServedHeaders } from '../../../domain/object-headers.ts';
import type { Operation } from '../../../domain/operation.ts';
import type { Bytes } from '../../../domain/step.ts';
import { verifyPinned } from './verify-pinned.ts';

/** The parameters of a pointer write that decide its headers. */
interface Write {
  source: Bytes | null;
  contentType: string;
  cacheControl: string;
  carriesHeaders?: true;
}

/**
 * The headers of the pinned object that a pointer takes over: those in the plan, else those that were read at its
 * verification. Undefined in plans that move bytes only.
 */
export function sourceHeaders(params: Write, operation: Operation): ObjectHeaders | undefined {
  if (params.carriesHeaders !== true) return undefined;
  const headers = params.source?.headers ?? verifyPinned.evidenceIn(operation)?.headers;
  if (headers === undefined) return undefined;
  return headers.contentType === '' ? { ...headers, contentType: params.contentType } : headers;
}

/** The headers that browsers must get for the pointer of this write; undefined in plans that compared bytes only. */
export function writtenHeaders(params: Write, operation: Operation): ServedHeaders | undefined {
  const headers = sourceHeaders(params, operation);
  return headers === undefined ? undefined : { ...headers, cacheControl: params.cacheControl };
}

import { edgeDifferences, type ObjectHeaders, type ServedHeaders } from '../../../domain/object-headers.ts';
import type { Reading } from '../../../ports/edge.ts';
import type { ObjectFacts, Objects } from '../../../ports/objects.ts';

/** An object's headers and custom metadata, as saved in a plan or as evidence. */
export function headersOf(object: ObjectHeaders): ObjectHeaders {
  const { contentType, contentEncoding, contentLanguage, contentDisposition, metadata } = object;
  return { contentType, contentEncoding, contentLanguage, contentDisposition, metadata };
}

/** The headers that browsers get of an object. */
export function servedOf({ cacheControl, contentType, contentEncoding }: ObjectFacts) {
  return { cacheControl, contentType, contentEncoding };
}

/** Whether a probe serves these bytes with the right headers. */
export function servesRightly(
  reading: Reading,
  { sha384, headers }: { sha384?: string | undefined; headers?: ServedHeaders | undefined },
): boolean {
  if (reading.is !== 'bytes' || reading.sha384 !== sha384) return false;
  return headers === undefined || edgeDifferences(reading, headers).length === 0;
}

/** An object and its bytes, read from the stated generation. */
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

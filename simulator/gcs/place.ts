import type { Context } from 'hono';
import { invalid, objectRateExceeded, permissionMissing } from './errors.ts';
import { selectFields } from './fields.ts';
import type { Objects } from './objects.ts';
import type { Query } from './preconditions.ts';

/** What every call of the simulated Cloud Storage is given. */
export interface Place {
  bucket: string;
  objects: Objects;
  /** Milliseconds since the epoch. */
  now: () => number;
  url: () => string;
  /** True while one object may be written about once a second only (Cloud Storage quotas, "object mutations"). */
  isRateLimited: () => boolean;
  /** When each object was last written, in milliseconds since the epoch. */
  lastWrites: Map<string, number>;
  /** IAM permissions that the caller lacks. */
  denied: Set<string>;
}

export const MAX_BODY_BYTES = 32 * 1024 * 1024;

const OBJECT_WRITE_INTERVAL_MS = 1000;

export function queryOf(c: Context): Query {
  return (name) => c.req.query(name);
}

/** An answer, reduced to what `fields` names. */
export function partOf(c: Context, answer: unknown): Response {
  const fields = c.req.query('fields');
  if (fields === undefined) return Response.json(answer);
  const selected = selectFields(answer, fields);
  return selected.is === 'bad' ? invalid(`Invalid field selection ${fields}`) : Response.json(selected.part);
}

/** The answer to a generation that is not a number: Cloud Storage refuses it; it does not answer "not found". */
export function refuseGeneration(generation: string | undefined): Response | undefined {
  if (generation === undefined || /^\d{1,19}$/.test(generation)) return undefined;
  return invalid(`Invalid value for: invalid number: '${generation}'`);
}

/** The refusal of a write without one of these permissions; undefined when it is allowed. */
export function refuseWithout(place: Place, name: string, needed: readonly string[]): Response | undefined {
  const missing = needed.find((one) => place.denied.has(one));
  return missing === undefined
    ? undefined
    : permissionMissing(missing, `the Google Cloud Storage object ${place.bucket}/${name}`);
}

/** The refusal of a write that comes too soon after the last one of the same object; else records this write. */
export function refuseHaste(place: Place, name: string): Response | undefined {
  const last = place.lastWrites.get(name);
  const tooSoon = last !== undefined && place.now() - last < OBJECT_WRITE_INTERVAL_MS;
  if (tooSoon && place.isRateLimited()) return objectRateExceeded(place.bucket, name);
  place.lastWrites.set(name, place.now());
  return undefined;
}

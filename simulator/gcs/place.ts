import type { Context } from 'hono';
import { objectRateExceeded } from './errors.ts';
import type { Objects, StoredObject } from './objects.ts';
import type { Query } from './preconditions.ts';
import { renderObject } from './resource.ts';

/** What every call of the simulated Cloud Storage works on. */
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
}

export const MAX_BODY_BYTES = 32 * 1024 * 1024;

const OBJECT_WRITE_INTERVAL_MS = 1000;

export function queryOf(c: Context): Query {
  return (name) => c.req.query(name);
}

export function resourceOf(place: Place, object: StoredObject) {
  return renderObject(object, { bucket: place.bucket, url: place.url() });
}

/** The answer to a write that comes too soon after the last one of the same object; else notes this one. */
export function refuseHaste(place: Place, name: string): Response | undefined {
  const last = place.lastWrites.get(name);
  const tooSoon = last !== undefined && place.now() - last < OBJECT_WRITE_INTERVAL_MS;
  if (tooSoon && place.isRateLimited()) return objectRateExceeded(place.bucket, name);
  place.lastWrites.set(name, place.now());
  return undefined;
}

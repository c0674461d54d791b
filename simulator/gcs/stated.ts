import type { StoredObject } from './objects.ts';
import type { Place } from './place.ts';
import { retainedUntil } from './protection.ts';
import { renderObject } from './resource.ts';

/** The object as the API shows it. */
export function resourceOf(place: Place, object: StoredObject) {
  const until = retainedUntil(place, object);
  return {
    ...renderObject(object, { bucket: place.bucket, url: place.url() }),
    ...(until === undefined ? {} : { retentionExpirationTime: until }),
  };
}

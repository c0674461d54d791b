import { heldBack, retentionNotMet } from './errors.ts';
import type { StoredObject } from './objects.ts';
import type { Place } from './place.ts';

/**
 * The refusal of a write that would replace or delete a protected object; undefined when it may. Where versioning is
 * on, a replaced object becomes noncurrent, which satisfies the bucket's policy; nothing satisfies a hold or an
 * object's own retention (Cloud Storage documentation, "Bucket Lock", "Object holds", "Object Retention Lock").
 */
export function refuseReplacing(place: Place, object: StoredObject | undefined): Response | undefined {
  if (object === undefined) return undefined;
  const name = `${place.bucket}/${object.name}`;
  const { temporaryHold, eventBasedHold, retention } = object.chosen;
  if (temporaryHold === true) return heldBack(name, 'Temporary');
  if (eventBasedHold === true) return heldBack(name, 'Event-Based');
  const own = retention === undefined ? 0 : Date.parse(retention.retainUntilTime);
  const { versioning } = place.objects.bucket();
  const policy = versioning ? 0 : Date.parse(retainedUntil(place, object) ?? '1970-01-01T00:00:00Z');
  const until = Math.max(own, policy);
  return until > place.now() ? retentionNotMet(name, new Date(until).toISOString()) : undefined;
}

/** `retentionExpirationTime`: absent without a policy, and while an event-based hold makes it unknown. */
export function retainedUntil(
  { objects }: Pick<Place, 'objects'>,
  { timeCreated, chosen }: StoredObject,
): string | undefined {
  const { retentionPeriod } = objects.bucket();
  if (retentionPeriod === null || chosen.eventBasedHold === true) return undefined;
  return new Date(Date.parse(timeCreated) + retentionPeriod * 1000).toISOString();
}

/** What prevents an object from being replaced (Cloud Storage, "Object holds", "Object Retention Lock"). */
export interface ObjectProtection {
  temporaryHold: boolean;
  eventBasedHold: boolean;
  /** ISO; until when the bucket's policy or the object's own retention protects it. Null where neither does. */
  retainedUntil: string | null;
}

/** What the bucket does to every object in it. */
export interface BucketFacts {
  /** Seconds that an object must be kept before it may be replaced; null without a retention policy. */
  retentionSeconds: number | null;
  /** Whether each new object gets an event-based hold. */
  defaultEventBasedHold: boolean;
  /** Whether an object that is replaced is kept as a noncurrent version. */
  versioning: boolean;
}

/** Why a pointer cannot be replaced, and the command that fixes it. */
export interface Stored {
  why: string;
  cure: string;
}

interface Pointer {
  bucket: string;
  path: string;
  /** Of the pointer as it is; undefined where the line has none. */
  protection: ObjectProtection | undefined;
  /** Undefined where the bucket's policy could not be read. */
  policy: BucketFacts | undefined;
  /** ISO */
  at: string;
}

/**
 * What prevents a pointer from being replaced now, and the next one after it. Where the bucket has object versioning,
 * a replaced object stays as a noncurrent version, which satisfies the bucket's retention policy (Cloud Storage,
 * "Bucket Lock").
 */
export function replacementBlockers(pointer: Pointer): Stored[] {
  return [...keptNow(pointer), ...keptAfterwards(pointer)];
}

function keptNow({ bucket, path, protection, policy, at }: Pointer): Stored[] {
  if (protection === undefined) return [];
  const { temporaryHold, eventBasedHold, retainedUntil } = protection;
  const update = `gcloud storage objects update gs://${bucket}/${path}`;
  const isRetained =
    retainedUntil !== null &&
    retainedUntil > at &&
    !(policy?.versioning === true && policy.retentionSeconds !== null);
  return [
    ...(temporaryHold
      ? [{ why: 'it is under a temporary hold', cure: `${update} --no-temporary-hold` }]
      : []),
    ...(eventBasedHold
      ? [{ why: 'it is under an event-based hold', cure: `${update} --no-event-based-hold` }]
      : []),
    ...(isRetained
      ? [
          {
            why: `it is protected until ${retainedUntil}`,
            cure: `${update} --clear-retention --override-unlocked-retention`,
          },
        ]
      : []),
  ];
}

function keptAfterwards({ bucket, policy }: Pointer): Stored[] {
  if (policy === undefined) return [];
  const { retentionSeconds, defaultEventBasedHold, versioning } = policy;
  const update = `gcloud storage buckets update gs://${bucket}`;
  return [
    ...(retentionSeconds !== null && retentionSeconds > 0 && !versioning
      ? [
          {
            why: `the bucket protects each new object for ${retentionSeconds} s and has no object versioning, so a release could not be rolled back before that`,
            cure: `${update} --versioning`,
          },
        ]
      : []),
    ...(defaultEventBasedHold
      ? [
          {
            why: 'the bucket puts an event-based hold on each new object, so a release could not be rolled back',
            cure: `${update} --no-default-event-based-hold`,
          },
        ]
      : []),
  ];
}

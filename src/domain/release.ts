/** The state of a version on its release line. Times are ISO; `by` names an operation, `successor` a version. */
export type ReleaseState =
  | { is: 'approved'; at: string }
  | { is: 'live'; since: string }
  /** A newer release replaced it. */
  | { is: 'replaced'; at: string; successor: string }
  | { is: 'rolled-back'; at: string; by: string }
  /** Approved, and ended without being live. */
  | { is: 'stopped'; at: string };

/** One npm package of a release. `before` and `after` are what `latest` was; null when it had none. */
export interface ReleasePackage {
  name: string;
  /** Its version in the release's commit; null when unknown. */
  version: string | null;
  /** Whether the release publishes that version. */
  publishes: boolean;
  before: string | null;
  /** What `latest` is while the release is live. */
  after: string | null;
  /** Whether `after` was read back, or a later release found it. */
  confirmed: boolean;
}

/** A version that Navi released, adopted or saw live. One row per version. */
export interface Release {
  version: string;
  releaseLine: string;
  /** The release operation; null when Navi found the version live. */
  operation: string | null;
  /** Null when unknown. */
  commit: string | null;
  /** Hash of the loader's bytes in SRI form, as the pointer or the edge served them; null when unknown. */
  sha384: string | null;
  packages: readonly ReleasePackage[];
  state: ReleaseState;
  /** When its pointer write was last read back, or when it was found live; null when unknown or never. */
  liveAt: string | null;
  /** When every probe at the edge last served its bytes; null when never seen. */
  verifiedAt: string | null;
  /** The version that it replaced on the pointer; null when there was none or it is unknown. */
  replaced: string | null;
}

/** Whether the version has served customers correctly: verified at the edge, or live before Navi was installed. */
export function isProven({ verifiedAt, operation }: Release): boolean {
  return verifiedAt !== null || operation === null;
}

/** `latest` of each package while the version was live; undefined where it is unknown for one of them. */
export function recordedPackages({ packages }: Release): Record<string, string | null> | undefined {
  if (packages.length === 0 || !packages.every((one) => one.confirmed)) return undefined;
  return Object.fromEntries(packages.map(({ name, after }) => [name, after]));
}

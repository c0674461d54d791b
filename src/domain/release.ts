/** Where a version stands on its release line. Times are ISO; `by` names an operation, `successor` a version. */
export type ReleaseState =
  | { is: 'approved'; at: string }
  | { is: 'live'; since: string }
  /** A newer release took its place. */
  | { is: 'replaced'; at: string; successor: string }
  | { is: 'rolled-back'; at: string; by: string }
  /** Approved, and ended without having been live. */
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
  /** Whether `after` was read back, or was seen by a later release. */
  confirmed: boolean;
}

/** What Navi knows of one version that it released, adopted or saw live. There is one row for each version. */
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
  /** The version that it replaced on the pointer; null when there was none or nobody knows. */
  replaced: string | null;
}

/** Whether the version once served customers rightly: proven at the edge, or live before Navi came. */
export function isProven({ verifiedAt, operation }: Release): boolean {
  return verifiedAt !== null || operation === null;
}

/** What `latest` of each package was while the version was live; undefined where that was not seen for all of them. */
export function recordedPackages({ packages }: Release): Record<string, string | null> | undefined {
  if (packages.length === 0 || !packages.every((one) => one.confirmed)) return undefined;
  return Object.fromEntries(packages.map(({ name, after }) => [name, after]));
}

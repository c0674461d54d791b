import type { JobNames } from './job-names.ts';
import type { Access, CommittedPackage, PackageFile, ReleaseFile } from './monorepo.ts';
import type { ServedHeaders } from './object-headers.ts';
import type { BucketFacts, ObjectProtection } from './object-protection.ts';
import type { Protection, PublishingJob } from './protection.ts';
import type { Right } from './right.ts';
import type { Ships } from './settings.ts';
import type { Surface } from './surface.ts';
import type { ReleaseLine } from './version.ts';

/** One package of the configuration, as the commit and the registry have it. */
export interface PackageFacts {
  name: string;
  dir: string;
  ships: Ships;
  /** Undefined when the commit has no readable package.json there. */
  file: PackageFile | undefined;
  /** Whether its CHANGELOG.md has an entry for the version; `cannot-tell` where GitHub would not give the file. */
  changelog: 'has-entry' | 'lacks-entry' | 'cannot-tell';
  /** `latest` on the registry, or for a CDN package the version the pointer serves. */
  live: string | undefined;
  /** Whether the registry knows the package at all. */
  isOnNpm: boolean;
  /** Who may install it, as the registry says; null where it does not say, and for an unscoped or new package. */
  visibility: Access | null;
  /** Whether the commit's version is on the registry already. */
  published: boolean;
  /** What the registry states for it, in SRI form. */
  integrity: string | undefined;
  /** Whether the commit's version was on the registry, and was taken away. */
  wasUnpublished: boolean;
  /** Whether a release of Navi that was live has this very version of the package. */
  isRecorded: boolean;
  /** Every version that the registry has; empty for a package that does not ship to npm. */
  versions: readonly string[];
}

/** Titles of the newest commits, newest first, and how many there are in all; `unknown` says why they are not known. */
export type ChangesFacts =
  | { is: 'known'; newest: readonly string[]; inAll: number }
  | { is: 'unknown'; why: string };

/** What the repository holds at the commit beside the packages of the configuration. */
export interface MonorepoFacts {
  releaseFile: ReleaseFile | { problem: string };
  /** The npm workspace's packages; undefined when the root package.json names no workspaces. */
  workspace: readonly { dir: string; file: PackageFile | undefined }[] | undefined;
  changesets: readonly string[];
  isCut: boolean;
}

/** What a rollback of the release would need, as it is now. */
export interface WayBackFacts {
  /** What the bucket does to its objects; a problem where its policy is not Navi's to read. */
  bucket: { policy: BucketFacts; problem: null } | { policy: undefined; problem: string };
  /** What keeps the pointer as it is; undefined where the release line has none. */
  pointer: ObjectProtection | undefined;
  /** The version that a rollback of this release would go back to, and what it lacks; undefined where there is none. */
  target: { version: string; missing: readonly string[] } | undefined;
  /** What Navi's accounts were found to be allowed. */
  rights: readonly Right[];
}

/** A pointer as the bucket has it. `version` is the pinned object with the same bytes, if any. */
export interface PointerFacts {
  generation: string;
  sha384: string;
  version: string | undefined;
  headers: ServedHeaders;
}

export interface CheckFacts {
  name: string;
  app: string;
  state: string;
  url: string;
}

/** The release workflow as the commit has it. */
export interface WorkflowFacts {
  path: string;
  blob: string;
  triggers: readonly string[];
  jobs: readonly string[];
  jobNames: JobNames;
  inputs: readonly string[];
  /** The number that it says in `NAVI_CLAIM_PROTOCOL`; null when it says none. */
  claimProtocol: number | null;
  /** Jobs that can publish. */
  publishing: readonly PublishingJob[];
}

/** The version's tag, where it exists before the plan. */
export interface TagFacts {
  commit: string;
  /** What the default branch has and the tag does not, titles of the newest first; null when it could not be listed. */
  behind: { inAll: number; newest: readonly string[] } | null;
  /** The operation of Navi that made this very tag object and ended without a release. */
  leftBy: string | null;
}

/** Everything a release's plan is decided from, gathered before anything is decided. */
export interface ReleaseFacts {
  asked: string;
  line: ReleaseLine;
  branch: string;
  tag: TagFacts | undefined;
  /** The head of a branch that has the tag's name, if there is one. */
  branchOfTagName: string | undefined;
  commit: { sha: string; title: string; author: string; url: string; onDefaultBranch: boolean };
  checks: readonly CheckFacts[];
  workflow: WorkflowFacts | undefined;
  /** The facts are read for a plan from before the claim's protocol. */
  isBeforeClaim?: boolean;
  protection: Protection;
  packages: readonly PackageFacts[];
  monorepo: MonorepoFacts;
  /** The address of the registry that Navi uses. */
  registry: string;
  /** Entries of `CDN_VERSION_MAP` in the commit; undefined when the file or the map was not found. */
  versionMap: Readonly<Record<string, string>> | undefined;
  pointer: PointerFacts | undefined;
  /** What the bucket holds of the version: its pinned object, its release manifest. `by` is the operation that wrote it. */
  leftObjects: readonly { path: string; md5: string; at: string; by: string | null }[];
  /** The next patch version of which nothing exists, as `v1.2.1`; null when it is not known, or was not looked for. */
  nextFree: string | null;
  wayBack: WayBackFacts;
  /** The operation that made this version live once, if any: a version is released once. */
  releasedBy: string | undefined;
  /** Every version that was live on the line. */
  everLive?: readonly string[];
  knownGood: string | undefined;
  /** The commits since the version before, for showing only: they decide nothing. */
  changes: ChangesFacts;
  /** Set when the line was rolled back and nobody has cleared it yet. */
  locked: { since: string; why: string } | undefined;
  surfaces: readonly Surface[];
  /** Rollbacks that only watch for late writes still, and give way to a release; `surfaces` has them hold nothing. */
  watching: readonly { operation: string; surfaces: readonly string[] }[];
  /** Open operations by id, for naming the holder of a surface. */
  holders: Readonly<Record<string, { version: string; requester: string; approved: boolean }>>;
}

/** The packages of the configuration that the commit has, as `commit-checks.ts` takes them. */
export function committedPackages({ packages }: Pick<ReleaseFacts, 'packages'>): CommittedPackage[] {
  return packages.flatMap(({ dir, ships, file }) => (file === undefined ? [] : [{ ...file, dir, ships }]));
}

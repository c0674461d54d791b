import type { CadenceFacts } from './cadence.ts';
import type { ChangesetFacts } from './changesets.ts';
import type { FreezeException, FreezePeriod, Span } from './freeze.ts';
import type { Instruments } from './instruments.ts';
import type { JobNames } from './job-names.ts';
import type { Access, CommittedPackage, PackageFile, ReleaseFile } from './monorepo.ts';
import type { NoticeFacts } from './notice-facts.ts';
import type { ServedHeaders } from './object-headers.ts';
import type { BucketFacts, ObjectProtection } from './object-protection.ts';
import type { Person } from './person.ts';
import type { Protection, PublishingJob } from './protection.ts';
import type { ListedCommit, Reach, ReleaseContents } from './release-contents.ts';
import type { Right } from './right.ts';
import type { Ships } from './settings.ts';
import type { SignOffFacts } from './sign-off.ts';
import type { Surface } from './surface.ts';
import type { ReleaseLine } from './version.ts';

/** One package of the configuration, in the commit and on the registry. */
export interface PackageFacts {
  name: string;
  dir: string;
  ships: Ships;
  /** Undefined when the commit has no readable package.json there. */
  file: PackageFile | undefined;
  /**
   * Whether its CHANGELOG.md has an entry for the version, and the entry says anything; `cannot-tell` where GitHub did not
   * return the file.
   */
  changelog: 'has-entry' | 'empty-entry' | 'lacks-entry' | 'cannot-tell';
  /** `latest` on the registry, or for a CDN package the version the pointer serves. */
  live: string | undefined;
  /** For a prerelease its dist-tag on the registry, such as `beta`; absent where it is not set, and for other releases. */
  early?: string;
  /** Whether the registry knows the package at all. */
  isOnNpm: boolean;
  /** Who may install it, by the registry; null where it does not say, and for an unscoped or new package. */
  visibility: Access | null;
  /** Whether the commit's version is on the registry already. */
  published: boolean;
  /** Its integrity on the registry, in SRI form. */
  integrity: string | undefined;
  /** Whether the commit's version was unpublished from the registry. */
  wasUnpublished: boolean;
  /** Whether a release of Navi that was live has exactly this version of the package. */
  isRecorded: boolean;
  /** Every version on the registry; empty for a package that does not ship to npm. */
  versions: readonly string[];
}

/**
 * The newest commits, newest first, their number, the authors' logins, and the versions that unpublished packages had
 * before; `unknown` says why they could not be read.
 */
export type ChangesFacts =
  | {
      is: 'known';
      newest: readonly ListedCommit[];
      inAll: number;
      authors: readonly string[];
      compareUrl: string;
      before: ReleaseContents['before'];
    }
  | { is: 'unknown'; why: string };

/** The repository's content at the commit besides the configured packages. */
export interface MonorepoFacts {
  releaseFile: ReleaseFile | { problem: string };
  /** The npm workspace's packages; undefined when the root package.json names no workspaces. */
  workspace: readonly { dir: string; file: PackageFile | undefined }[] | undefined;
  changesets: readonly string[];
  isCut: boolean;
}

/** What a rollback of the release would need, as of now. */
export interface WayBackFacts {
  /** The bucket's rules for its objects; a problem where Navi may not read them. */
  bucket: { policy: BucketFacts; problem: null } | { policy: undefined; problem: string };
  /** What protects the pointer from being replaced; undefined where the release line has none. */
  pointer: ObjectProtection | undefined;
  /** The target of a rollback of this release, and what it lacks; undefined for none. */
  target: { version: string; missing: readonly string[] } | undefined;
  /** The tested rights of Navi's accounts. */
  rights: readonly Right[];
}

/** A pointer in the bucket. `version` is the pinned object with the same bytes, if any. */
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

/** The release workflow in the commit. */
export interface WorkflowFacts {
  path: string;
  blob: string;
  triggers: readonly string[];
  jobs: readonly string[];
  jobNames: JobNames;
  inputs: readonly string[];
  /** Its number in `NAVI_CLAIM_PROTOCOL`; null when absent. */
  claimProtocol: number | null;
  /** Jobs that can publish. */
  publishing: readonly PublishingJob[];
}

/** The version's tag, where it exists before the plan. */
export interface TagFacts {
  commit: string;
  /**
   * Commits that the default branch has and the tag does not, titles of the newest first; null when they could not be
   * listed.
   */
  behind: { inAll: number; newest: readonly string[] } | null;
  /** Navi's operation that created this tag object and ended without being released. */
  leftBy: string | null;
}

/** The documents of the repository that a release may ask for. */
export interface DocumentFacts {
  /** Git's name of the contracts file at the commit and at the live version; null where there is no such file. */
  contracts: { file: string; now: string | null; before: string | null | 'unknown' };
  /** The migration guide at the commit; null where none of `guides` exists. */
  guide: string | null;
  guides: readonly string[];
}

/**
 * The prerelease of the version that has the content of the commit, the oldest of them; or the newest one and the files in
 * which it differs. `at` is when it was done, ISO.
 */
export type BetaFacts =
  | { is: 'none' }
  | { is: 'unknown'; why: string }
  | { is: 'same'; version: string; at: string }
  | { is: 'other'; version: string; at: string; differs: readonly string[] };

/** Everything a release's plan is decided from, gathered before anything is decided. */
export interface ReleaseFacts {
  asked: string;
  releaseLine: ReleaseLine;
  branch: string;
  tag: TagFacts | undefined;
  /** What is wrong with an existing tag that leads to no commit. */
  tagProblem?: string;
  /** The head of a branch that has the tag's name, if there is one. */
  branchOfTagName: string | undefined;
  commit: { sha: string; title: string; author: string; url: string; onDefaultBranch: boolean };
  checks: readonly CheckFacts[];
  workflow: WorkflowFacts | undefined;
  /** The facts are for a plan from before the claim's protocol. */
  isBeforeClaim?: boolean;
  protection: Protection;
  packages: readonly PackageFacts[];
  monorepo: MonorepoFacts;
  /** The address of the registry that Navi uses. */
  registry: string;
  /** Entries of `CDN_VERSION_MAP` in the commit; undefined when the file or the map was not found. */
  versionMap: Readonly<Record<string, string>> | undefined;
  pointer: PointerFacts | undefined;
  /** The bucket's objects of the version: pinned object and release manifest. `by` is the operation that wrote it. */
  leftObjects: readonly { path: string; md5: string; at: string; by: string | null }[];
  /**
   * What earlier builds of the version made, by `name@version`: the integrity, and the operation or the manifest that
   * names it. Absent in facts from before they were read.
   */
  leftBuilds?: Readonly<Record<string, { integrity: string; from: string }>>;
  /** The next completely free patch version, as `v1.2.1`; null when unknown. */
  nextFree: string | null;
  wayBack: WayBackFacts;
  /** The operation that made this version live before, if any: a version is released once. */
  releasedBy: string | undefined;
  /** A staged release of the line that is on the CDN and has not moved `latest`; absent for none. */
  soaking?: string;
  /** Every version that was live on the line. */
  everLive?: readonly string[];
  knownGood: string | undefined;
  /** Whether customers were told; absent in facts from before notices. */
  notice?: NoticeFacts;
  /** Absent in facts from before they were read. */
  documents?: DocumentFacts;
  /** Absent where no beta is asked for. */
  beta?: BetaFacts;
  /** The last release of its kind; absent for a patch, and where Navi has released none. */
  cadence?: CadenceFacts;
  /** Absent in facts from before they were read. */
  changesets?: ChangesetFacts;
  /** Of each configured sign-off; absent in facts from before they were read. */
  signOffs?: readonly SignOffFacts[];
  /** The people with the roles that count now, for sign-offs; absent in facts from before they were read. */
  signers?: readonly Pick<Person, 'id' | 'roles'>[];
  /** The commits since the previous version, only shown: they decide nothing. */
  changes: ChangesFacts;
  /** Whom it reaches, only shown. */
  reach: Reach;
  /** What would watch the release. */
  instruments: Instruments;
  /** Set while the line is locked by a rollback. */
  locked: { since: string; why: string } | undefined;
  /** The next freezes, and the working hours of the next weeks; null where none are configured. */
  freezes: readonly FreezePeriod[];
  workingHours: readonly Span[] | null;
  /** The exception that the plan has or asks for. */
  exception?: FreezeException;
  /** Why it breaks the glass; absent for a release that does not. */
  breakGlass?: string;
  /** Releases by break glass whose review is owed, with when it is due (ISO). */
  reviews?: readonly { version: string; due: string }[];
  /** The person who asks for the release, by the configuration's key. */
  requester?: string;
  /** What has changed that needs one more approver, in sentences; absent where nothing is configured. */
  sensitive?: readonly string[];
  /** The only person who has written commits of the release, by the configuration's key; absent for none or several. */
  soleAuthor?: string;
  surfaces: readonly Surface[];
  /** Open operations by id, for naming the holder of a surface. */
  holders: Readonly<Record<string, { version: string; requester: string; approved: boolean }>>;
}

/** The configured packages in the commit, in the form of `commit-checks.ts`. */
export function committedPackages({ packages }: Pick<ReleaseFacts, 'packages'>): CommittedPackage[] {
  return packages.flatMap(({ dir, ships, file }) => (file === undefined ? [] : [{ ...file, dir, ships }]));
}

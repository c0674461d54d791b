import type { ApprovedRun, BoundRun, ClaimHead } from '../domain/claim.ts';
import type { JobNames } from '../domain/job-names.ts';
import type { PackageFile, ReleaseFile } from '../domain/monorepo.ts';
import type { EnvironmentRules, PublishingJob } from '../domain/protection.ts';
import type { ListedCommit } from '../domain/release-contents.ts';
import type { PendingDeployment, Run, RunJob } from '../domain/run.ts';
import type { Receipt } from './receipt.ts';

export type { Conclusion, PendingDeployment, Run, RunJob } from '../domain/run.ts';

/** A commit, for display and checks. `title` is its message's first line. */
export interface Commit extends ListedCommit {
  sha: string;
  committedAt: string;
}

export interface Tag {
  /** Its commit; an annotated tag is resolved. */
  commit: string;
  /** The tag object's own sha; equal to `commit` for a lightweight tag. */
  object: string;
}

/** The code of a refused read of a tag that leads to no commit, but to a tree or a blob. */
export const NO_COMMIT = 'tag-without-commit';

/** One check on a commit, by name and app, newest attempt only. */
export interface Check {
  name: string;
  app: string;
  state:
    | 'success'
    | 'neutral'
    | 'skipped'
    | 'failure'
    | 'cancelled'
    | 'timed-out'
    | 'action-required'
    | 'running';
  url: string;
}

/**
 * How `head` relates to `base`: `ahead` means that head contains all of base, `unrelated` that they have no common
 * commit. `commits` are the newest of those in head and not in base, oldest first, at most 100; `inAll` is their
 * number, and `url` is the page that shows them.
 */
export interface Comparison {
  is: 'identical' | 'ahead' | 'behind' | 'diverged' | 'unrelated';
  commits: readonly Commit[];
  inAll: number;
  url: string;
}

export interface WorkflowFile {
  path: string;
  /** The file's git blob, hashed into the plan. */
  blob: string;
  /** The names under `on:`. */
  triggers: readonly string[];
  /** The ids of its jobs. */
  jobs: readonly string[];
  jobNames: JobNames;
  /** The inputs of a dispatch. */
  inputs: readonly string[];
  /** The claim's protocol in `env.NAVI_CLAIM_PROTOCOL`; null when absent. */
  claimProtocol: number | null;
  /** Jobs with a secret or the right to an identity token, and those with an environment. */
  publishing: readonly PublishingJob[];
}

/** The repository at a commit, as far as a release needs it. */
export interface MonorepoAt {
  releaseFile: ReleaseFile | { problem: string };
  /** Folders of the npm workspace that have a package.json; undefined when the root package.json names no workspaces. */
  workspace: readonly string[] | undefined;
  /** Git's name of each file's content, by path. */
  files: Readonly<Record<string, string>>;
  /** The files directly in `.changeset`. */
  changesets: readonly string[];
  /** GitHub truncated its list of files, so `workspace`, `files` and `changesets` may be incomplete. */
  isCut: boolean;
}

/** What Navi's credential may do in the repository, as far as the service says so. */
export interface ScmAccess {
  /** Of an App's installation, such as `contents: write`; null for a token, which does not name them. */
  permissions: Readonly<Record<string, string>> | null;
  canPush: boolean | null;
  /** When a token ends, ISO. */
  expiresAt: string | null;
}

/** Rules for tags. */
export interface TagRuleset {
  name: string;
  /** Patterns of refs, such as `refs/tags/v*` or `~ALL`. */
  refs: readonly string[];
  /** Such as `creation`, `update` and `deletion`. */
  restricts: readonly string[];
}

/**
 * The source repository and its workflows. Every method throws `ServiceError`; a missing thing is `undefined`. Reads
 * may be retried inside; writes are sent exactly once per call.
 */
export interface Scm {
  access(): Promise<ScmAccess>;
  /** The rulesets for tags that are in force; undefined where the server has no rulesets. */
  tagRulesets(): Promise<TagRuleset[] | undefined>;
  defaultBranch(): Promise<{ name: string; head: string }>;
  /** `refs/tags/<name>`, never a branch of that name. */
  tag(name: string): Promise<Tag | undefined>;
  /** `refs/heads/<name>`, never a tag of that name. */
  branch(name: string): Promise<{ head: string } | undefined>;
  commit(sha: string): Promise<Commit | undefined>;
  /** Both are commit SHAs, because a name may mean a branch or a tag. The same applies to every `commit` below. */
  compare(base: string, head: string): Promise<Comparison>;
  /** The checks of these names only, by any app: a commit can have more checks than GitHub lists. */
  checks(sha: string, wanted: readonly { name: string }[]): Promise<Check[]>;
  workflow(path: string, commit: string): Promise<WorkflowFile | undefined>;
  /** Undefined when this folder has no package.json with a name and a version. */
  packageAt(dir: string, commit: string): Promise<PackageFile | undefined>;
  monorepo(commit: string): Promise<MonorepoAt>;
  textFile(path: string, commit: string): Promise<string | undefined>;

  /**
   * Creates the annotated tag object and its ref. The object is a pure function of its arguments, so a repeat creates
   * the same one. An existing ref is a `conflict`.
   */
  createTag(tag: { name: string; commit: string; message: string; date: string }): Promise<Tag & Receipt>;
  /**
   * Deletes `refs/tags/<name>` if it names this object. A missing tag, or another object, is a `conflict`.
   */
  deleteTag(tag: { name: string; object: string }): Promise<Receipt>;
  /** An annotated tag's object, whether a ref names it or not; undefined where the repository does not have it. */
  tagObject(object: string): Promise<{ commit: string } | undefined>;
  /**
   * Makes `refs/tags/<name>` this existing tag object, if it is `from` now: an object, or null for a missing tag.
   * Another value is a `conflict`.
   */
  restoreTag(tag: { name: string; object: string; from: string | null }): Promise<Receipt>;
  /**
   * Starts the workflow at `refs/tags/<name>`. `run` is absent where the server does not return it. An unknown ref or
   * input is `refused`; if the server does not know a new field, the request is sent again without it.
   */
  dispatch(what: {
    workflow: string;
    ref: `refs/tags/${string}`;
    inputs: Readonly<Record<string, string>>;
  }): Promise<{ run?: number } & Receipt>;
  /** Runs of the workflow started by dispatch at or after `since` (ISO), whose title contains `marker`; newest first. */
  findRuns(what: { workflow: string; since: string; marker: string }): Promise<Run[]>;
  run(id: number): Promise<Run | undefined>;
  /** Jobs of the newest attempt. */
  jobs(run: number): Promise<RunJob[]>;
  /** The errors that a job's steps have written, at most 20: text from outside. */
  jobErrors(job: number): Promise<string[]>;
  /** The environments that jobs of the run wait for. */
  pendingDeployments(run: number): Promise<PendingDeployment[]>;
  /** An environment's protection rules; undefined where it does not exist. */
  environment(name: string): Promise<EnvironmentRules | undefined>;
  /** As a custom protection rule, approves or fails the run's jobs in this environment. */
  answerDeployment(answer: {
    run: number;
    environment: string;
    state: 'approved' | 'rejected';
    /** Shown on the run's page. */
    comment: string;
  }): Promise<Receipt>;
  /** Runs of the workflow with any trigger, at or after `since` (ISO); newest first, at most 300. */
  runsSince(what: { workflow: string; since: string }): Promise<Run[]>;
  cancelRun(id: number): Promise<Receipt>;
  /** Forces the end of a run that has not reacted to `cancelRun`. An ended run is a `conflict`. */
  forceCancelRun(id: number): Promise<Receipt>;
  rerunFailedJobs(id: number): Promise<Receipt>;

  /** The newest commit of the claim's chain, `refs/navi/<operation>`. */
  claim(operation: string): Promise<ClaimHead | undefined>;
  /**
   * Opens the claim: a first commit, or with `onto` a child of that one. The commit is a pure function of the
   * arguments. An existing claim, or one that is not at `onto`, is a `conflict`. `date` is ISO.
   */
  openClaim(claim: {
    approved: ApprovedRun;
    date: string;
    onto: string | null;
  }): Promise<{ sha: string } & Receipt>;
  /** The run's side: binds the claim by a child of exactly `open`. A claim at any other commit is a `conflict`. */
  bindClaim(claim: {
    open: string;
    approved: ApprovedRun;
    run: BoundRun;
    date: string;
  }): Promise<{ sha: string } & Receipt>;
  /** Revokes the claim in any state; a revoked one does not change. `run` is the one that was bound before. */
  revokeClaim(claim: {
    operation: string;
    reason: string;
    date: string;
  }): Promise<{ run: number | null } & Receipt>;
  /** The claim of a workflow from before the protocol. An existing claim is a `conflict`. */
  createOldClaim(claim: { operation: string; run: number; commit: string }): Promise<Receipt>;

  /** An open or closed issue of ours with this marker, among the newest hundred. */
  findIssue(marker: string): Promise<{ number: number; url: string } | undefined>;
  createIssue(issue: { title: string; body: string }): Promise<{ number: number; url: string } & Receipt>;

  releaseByTag(tag: string): Promise<{ id: number; url: string; body: string } | undefined>;
  /** The release that the repository shows as its latest. */
  latestRelease(): Promise<{ tag: string } | undefined>;
  /** Changes a release's text, or makes it the latest one. */
  updateRelease(change: { id: number; body?: string; latest?: true }): Promise<Receipt>;
  /** `tag` and `previous` are short names. GitHub uses `commit` where the tag does not exist. */
  generateNotes(notes: { tag: string; commit: string; previous: string | null }): Promise<string>;
  /** `tag` is a short name. GitHub creates a missing tag at `commit`, so the caller reads the tag first. */
  createRelease(release: {
    tag: string;
    commit: string;
    title: string;
    body: string;
    latest: boolean;
    /** Absent for a release that is none. */
    prerelease?: true;
  }): Promise<{ id: number; url: string } & Receipt>;
}

import type { ApprovedRun, BoundRun, ClaimHead } from '../domain/claim.ts';
import type { JobNames } from '../domain/job-names.ts';
import type { PackageFile, ReleaseFile } from '../domain/monorepo.ts';
import type { EnvironmentRules, PublishingJob } from '../domain/protection.ts';
import type { PendingDeployment, Run, RunJob } from '../domain/run.ts';
import type { Receipt } from './receipt.ts';

export type { Conclusion, PendingDeployment, Run, RunJob } from '../domain/run.ts';

/** A commit as Navi shows and checks it. `title` is its message's first line and comes from outside: escape it. */
export interface Commit {
  sha: string;
  title: string;
  author: string;
  committedAt: string;
  url: string;
}

export interface Tag {
  /** The commit it leads to, an annotated tag's target resolved. */
  commit: string;
  /** The tag object's own sha; equal to `commit` for a lightweight tag. */
  object: string;
}

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
 * How `head` stands to `base`: `ahead` means head holds all of base, `unrelated` that they have no commit in common.
 * `commits` are the newest of those in head and not in base, oldest first, at most 100; `inAll` is how many there are.
 */
export interface Comparison {
  is: 'identical' | 'ahead' | 'behind' | 'diverged' | 'unrelated';
  commits: readonly Commit[];
  inAll: number;
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
  /** The inputs that a dispatch may name. */
  inputs: readonly string[];
  /** The claim's protocol that it says it speaks, in `env.NAVI_CLAIM_PROTOCOL`; null when it says none. */
  claimProtocol: number | null;
  /** Jobs that hold a secret or may ask for an identity token, and those that name an environment. */
  publishing: readonly PublishingJob[];
}

/** What the whole repository holds at a commit, as far as a release has to know it. */
export interface MonorepoAt {
  releaseFile: ReleaseFile | { problem: string };
  /** Folders of the npm workspace that have a package.json; undefined when the root package.json names no workspaces. */
  workspace: readonly string[] | undefined;
  /** The files directly in `.changeset`. */
  changesets: readonly string[];
  /** GitHub cut its list of files short, so `workspace` and `changesets` may lack some. */
  isCut: boolean;
}

/**
 * The source repository and its workflows, in our words. Every method throws `NeighbourError`; a thing that is not
 * there is `undefined`. Reads may be retried inside; writes are sent exactly once per call.
 */
export interface Scm {
  defaultBranch(): Promise<{ name: string; head: string }>;
  /** `refs/tags/<name>`, never a branch of that name. */
  tag(name: string): Promise<Tag | undefined>;
  /** `refs/heads/<name>`, never a tag of that name. */
  branch(name: string): Promise<{ head: string } | undefined>;
  commit(sha: string): Promise<Commit | undefined>;
  /** Both are commit SHAs: a name may mean a branch or a tag. The same holds for every `commit` below. */
  compare(base: string, head: string): Promise<Comparison>;
  /** The checks of these names only, by any app: a commit can have more checks than GitHub lists. */
  checks(sha: string, wanted: readonly { name: string }[]): Promise<Check[]>;
  workflow(path: string, commit: string): Promise<WorkflowFile | undefined>;
  /** Undefined when there is no package.json with a name and a version in this folder. */
  packageAt(dir: string, commit: string): Promise<PackageFile | undefined>;
  monorepo(commit: string): Promise<MonorepoAt>;
  textFile(path: string, commit: string): Promise<string | undefined>;

  /**
   * Creates the annotated tag object and the ref to it. The object is a pure function of its arguments, so a repeat
   * makes the same one. A ref that exists is a `conflict`.
   */
  createTag(tag: { name: string; commit: string; message: string; date: string }): Promise<Tag & Receipt>;
  /**
   * Deletes `refs/tags/<name>` if it names this object, which is read right before: GitHub's deletion has no
   * precondition. A tag that is gone, or names another object, is a `conflict`.
   */
  deleteTag(tag: { name: string; object: string }): Promise<Receipt>;
  /**
   * Starts the workflow at `refs/tags/<name>`. `run` is absent where the server does not tell it. A ref or input it does not know is
   * `refused`; a field of the newest servers that it does not know is left out, and the request sent again.
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
  /** What jobs of the run wait for. */
  pendingDeployments(run: number): Promise<PendingDeployment[]>;
  /** An environment's protection rules; one that nobody has made is undefined. */
  environment(name: string): Promise<EnvironmentRules | undefined>;
  /** As a custom protection rule, lets the run's jobs in this environment go on, or fails them. */
  answerDeployment(answer: {
    run: number;
    environment: string;
    state: 'approved' | 'rejected';
    /** Shown on the run's page. */
    comment: string;
  }): Promise<Receipt>;
  /** Runs of the workflow, however they were started, at or after `since` (ISO); newest first, at most 300. */
  runsSince(what: { workflow: string; since: string }): Promise<Run[]>;
  cancelRun(id: number): Promise<Receipt>;
  /** Ends a run that has not reacted to `cancelRun`. One that has ended is a `conflict`. */
  forceCancelRun(id: number): Promise<Receipt>;
  rerunFailedJobs(id: number): Promise<Receipt>;

  /** The newest commit of the claim's chain, `refs/navi/<operation>`. */
  claim(operation: string): Promise<ClaimHead | undefined>;
  /**
   * Opens the claim: a first commit, or where `onto` is given a child of that one. The commit is a pure function of the
   * arguments. A claim that is there, or is not at `onto`, is a `conflict`. `date` is ISO.
   */
  openClaim(claim: {
    approved: ApprovedRun;
    date: string;
    onto: string | null;
  }): Promise<{ sha: string } & Receipt>;
  /** The run's side: binds it by a child of exactly `open`. A claim that is anywhere else is a `conflict`. */
  bindClaim(claim: {
    open: string;
    approved: ApprovedRun;
    run: BoundRun;
    date: string;
  }): Promise<{ sha: string } & Receipt>;
  /** Revokes the claim, whatever its state; one that is revoked stays as it is. `run` is the one that was bound before. */
  revokeClaim(claim: {
    operation: string;
    reason: string;
    date: string;
  }): Promise<{ run: number | null } & Receipt>;
  /** The claim of a workflow from before the protocol. A claim that is there is a `conflict`. */
  createOldClaim(claim: { operation: string; run: number; commit: string }): Promise<Receipt>;

  /** An open or closed issue of ours whose text holds this marker, among the newest hundred. */
  findIssue(marker: string): Promise<{ number: number; url: string } | undefined>;
  createIssue(issue: { title: string; body: string }): Promise<{ number: number; url: string } & Receipt>;

  releaseByTag(tag: string): Promise<{ id: number; url: string; body: string } | undefined>;
  /** The release that the repository shows as its latest. */
  latestRelease(): Promise<{ tag: string } | undefined>;
  /** Changes a release's text, or makes it the latest one. */
  updateRelease(change: { id: number; body?: string; latest?: true }): Promise<Receipt>;
  /** `tag` and `previous` are bare names. GitHub takes `commit` where the tag does not exist. */
  generateNotes(notes: { tag: string; commit: string; previous: string | null }): Promise<string>;
  /** `tag` is a bare name. GitHub makes a missing tag at `commit`, so the caller reads the tag first. */
  createRelease(release: {
    tag: string;
    commit: string;
    title: string;
    body: string;
    latest: boolean;
  }): Promise<{ id: number; url: string } & Receipt>;
}

/** GitHub's terms for the status of a run, a job or a step (docs.github.com, "Workflow runs"). */
export type RunStatus = 'requested' | 'queued' | 'pending' | 'waiting' | 'in_progress' | 'completed';

/** GitHub's terms for a conclusion. */
export type Conclusion =
  | 'success'
  | 'failure'
  | 'startup_failure'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'neutral'
  | 'action_required'
  | 'stale';

interface Standing {
  status: RunStatus;
  conclusion: Conclusion | null;
}

export interface RunJob extends Standing {
  /** Also the id of its check run. */
  id: number;
  name: string;
  url: string;
  steps: readonly (Standing & { name: string })[];
}

export interface Run extends Standing {
  id: number;
  attempt: number;
  title: string;
  /** `head_sha`: the commit of its ref at the request. */
  commit: string;
  /** The short name of the branch or tag it runs on. */
  branch: string;
  /** The workflow's file, as `.github/workflows/release.yml`. */
  path: string;
  event: string;
  /** Login of the account that caused this attempt; for an App it ends in `[bot]`. */
  actor: string;
  url: string;
  createdAt: string;
}

/** A job of a run that waits for the protection rules of its environment. */
export interface PendingDeployment {
  environment: string;
  /** Logins of people, and teams as `team <slug>`; one of them is enough. Empty: no person decides. */
  reviewers: readonly string[];
  /** Minutes of the environment's wait timer; 0 without one. */
  waitMinutes: number;
}

/** GitHub could not start it, so no job of it has run or ever will: only a new dispatch helps. */
export function neverBegan({ status, conclusion }: Standing): boolean {
  return status === 'completed' && conclusion === 'startup_failure';
}

/** Whether it waits for people, rules or its concurrency group, so that no machine works on it. */
export function isHeldUp({ status, conclusion }: Standing): boolean {
  return status === 'waiting' || status === 'pending' || conclusion === 'action_required';
}

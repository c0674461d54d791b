/** GitHub's own words for where a run, a job or a step stands (docs.github.com, "Workflow runs"). */
export type RunStatus = 'requested' | 'queued' | 'pending' | 'waiting' | 'in_progress' | 'completed';

/** GitHub's own words for how it ended. */
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
  /** `head_sha`: what its ref led to when it was asked for. */
  commit: string;
  /** The short name of the branch or tag it runs on. */
  branch: string;
  /** The workflow's file, as `.github/workflows/release.yml`. */
  path: string;
  event: string;
  /** Login of who caused this attempt; for an App it ends in `[bot]`. */
  actor: string;
  url: string;
  createdAt: string;
}

/** A job of a run that waits for the protection rules of its environment. */
export interface PendingDeployment {
  environment: string;
  /** Logins of people, and teams as `team <slug>`; one of them is enough. Empty: no person is asked. */
  reviewers: readonly string[];
  /** Minutes of the environment's wait timer; 0 without one. */
  waitMinutes: number;
}

/** GitHub could not start it, so no job of it has run or ever will: it can only be dispatched anew. */
export function neverBegan({ status, conclusion }: Standing): boolean {
  return status === 'completed' && conclusion === 'startup_failure';
}

/** Whether it waits for people, rules or a place in its group, and so for nothing that a machine is at work on. */
export function isHeldUp({ status, conclusion }: Standing): boolean {
  return status === 'waiting' || status === 'pending' || conclusion === 'action_required';
}

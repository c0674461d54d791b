import { keptIn } from '../kernel/keep.ts';
import type { WorldClock } from '../kernel/world-clock.ts';
import type { AlertRecord } from './alerts.ts';
import type { Commit } from './git/objects.ts';

type Status = 'queued' | 'pending' | 'waiting' | 'in_progress' | 'completed';
export type Conclusion = 'success' | 'failure' | 'skipped' | 'cancelled' | 'timed_out';

export interface StepRecord {
  number: number;
  name: string;
  status: Status;
  conclusion: Conclusion | null;
  startedAt: string | null;
  completedAt: string | null;
}

export interface JobRecord {
  id: number;
  /** The attempt in which it ran: a rerun keeps the attempt of a job that it does not run again. */
  attempt: number;
  /** Its name in the workflow's `jobs`. */
  key: string;
  name: string;
  status: Status;
  conclusion: Conclusion | null;
  /** Null until the jobs that it needs have ended: before that the API does not list it. */
  createdAt: string | null;
  startedAt: string | null;
  completedAt: string | null;
  steps: StepRecord[];
  outputs: Record<string, string>;
  /** It failed, and its `continue-on-error` lets the run continue. */
  forgiven?: true;
  /** The errors in its log: GitHub shows them as annotations of the job's check run. */
  errors?: string[];
}

export interface RunRecord {
  id: number;
  number: number;
  attempt: number;
  workflow: { id: number; path: string; name: string };
  title: string;
  event: 'workflow_dispatch' | 'push';
  status: Status;
  conclusion: Conclusion | 'startup_failure' | null;
  /** The full ref of the request, and its commit at that time. */
  ref: string;
  sha: string;
  commit: Commit | null;
  /** Inputs as text, defaults filled in, as `github.event.inputs` has them. */
  inputs: Record<string, string>;
  actor: string;
  triggeringActor: string;
  createdAt: string;
  startedAt: string;
  updatedAt: string;
  /** The newest attempt's jobs, in the workflow's order. */
  jobs: JobRecord[];
  /** Jobs of earlier attempts that have run again since. */
  earlier: JobRecord[];
  /** Why it could not start. */
  problem?: string;
  /** GitHub refuses to run it again, as it does for a run that never began or is too old. */
  isFinal?: true;
}

export interface ReleaseRecord {
  id: number;
  tag: string;
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  makeLatest: 'true' | 'false' | 'legacy';
  author: string;
  createdAt: string;
  publishedAt: string | null;
}

/** Something that happened to an issue, as its timeline tells it. */
export interface IssueEvent {
  id: number;
  event: 'labeled' | 'unlabeled' | 'closed' | 'reopened';
  label?: string;
  actor: string;
  at: string;
}

export interface IssueRecord {
  id: number;
  number: number;
  title: string;
  body: string | null;
  labels: string[];
  assignees: string[];
  state: 'open' | 'closed';
  author: string;
  createdAt: string;
  updatedAt: string;
  /** Oldest first. */
  events?: IssueEvent[];
  /** A pull request is an issue, too. */
  isPullRequest?: boolean;
}

/** A check run whose state was set by hand. */
export interface CheckRecord {
  sha: string;
  name: string;
  app: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  at: string;
}

interface Records {
  lastId: number;
  runNumbers: Record<string, number>;
  runs: RunRecord[];
  releases: ReleaseRecord[];
  issues: IssueRecord[];
  checks: CheckRecord[];
  alerts: AlertRecord[];
  /** The refs at the start of the world: a reset restores them. */
  baseline: Record<string, string>;
  /** The records at the start of the world; absent when there were none. */
  beginning?: Written;
}

type Written = Pick<Records, 'runNumbers' | 'runs' | 'releases' | 'issues' | 'checks' | 'alerts'>;

/** Everything that the simulated GitHub stores besides the git repository. */
export interface Book {
  readonly records: Records;
  /** A number that no other record has. */
  id(): number;
  /** Call it after a change: it writes the records to disk soon. */
  changed(): void;
  /** Stores the present records and these refs as the state to which `clear` returns. */
  mark(refs: Record<string, string>): void;
  /** Removes what came after the start, in place. */
  clear(): void;
  flush(): void;
}

const FIRST_ID = 17_000_000_000;

/** Opens the records stored in `file`, or empty ones; without a file nothing is written. */
export function openBook(file: string | undefined): Book {
  const kept = keptIn<Records>(file);
  // A world of an earlier version has no alerts.
  const records = { ...emptyRecords(), ...kept.read() };
  let due: NodeJS.Timeout | undefined;
  const flush = () => {
    if (due !== undefined) clearTimeout(due);
    due = undefined;
    kept.write(records);
  };
  return {
    records,
    id: () => {
      records.lastId += 1;
      return records.lastId;
    },
    changed: () => {
      due ??= setTimeout(flush, 50);
    },
    mark: (refs) => {
      const { runNumbers, runs, releases, issues, checks, alerts } = records;
      records.baseline = refs;
      records.beginning = structuredClone({ runNumbers, runs, releases, issues, checks, alerts });
      flush();
    },
    clear: () => {
      const { lastId, baseline, beginning } = records;
      Object.assign(records, emptyRecords(), structuredClone(beginning), { lastId, baseline });
      flush();
    },
    flush,
  };
}

function emptyRecords(): Records {
  return {
    lastId: FIRST_ID,
    runNumbers: {},
    runs: [],
    releases: [],
    issues: [],
    checks: [],
    alerts: [],
    baseline: {},
  };
}

/** Now, as GitHub writes times: UTC, whole seconds. */
export function now(clock: Pick<WorldClock, 'now'>): string {
  return `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
}

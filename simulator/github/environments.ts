import type { WorldClock } from '../kernel/world-clock.ts';
import type { EnvironmentSetting } from './options.ts';
import type { JobRecord, RunRecord } from './records.ts';

/** A job that waits for the protection rules of its environment (docs.github.com, "Deployments and environments"). */
export interface PendingJob {
  run: RunRecord;
  job: JobRecord;
  environment: EnvironmentSetting;
  since: string;
  /** Reviewers and Apps that have approved it. */
  approvedBy: string[];
}

type Review = 'approved' | 'rejected';

/** Environments and the jobs that wait for them. An undefined environment has no rules, as on GitHub. */
export interface Environments {
  find(name: string): EnvironmentSetting | undefined;
  put(environment: EnvironmentSetting): void;
  /** Waits until every rule lets the job pass; false when one rejected it or the signal came first. */
  enter(waiting: Omit<PendingJob, 'since' | 'approvedBy'>, signal: AbortSignal): Promise<boolean>;
  pending(run: number): readonly PendingJob[];
  /**
   * A reviewer's or an App's decision on every job of the run that waits for this environment. False when no job
   * does.
   */
  review(of: { run: number; environment: string; by: string; state: Review }): boolean;
  /** Restores the environments of the options. */
  reset(): void;
}

export function createEnvironments(initial: readonly EnvironmentSetting[], clock: WorldClock): Environments {
  let settings = new Map(initial.map((one) => [one.name, one]));
  const waiting = new Map<PendingJob, (passes: boolean) => void>();
  const settle = (pending: PendingJob, passes: boolean) => {
    waiting.get(pending)?.(passes);
    waiting.delete(pending);
  };
  const check = (pending: PendingJob) => {
    if (isLetPass(pending, clock.now())) settle(pending, true);
  };
  return {
    find: (name) => settings.get(name),
    put: (environment) => void settings.set(environment.name, environment),
    enter: (of, signal) =>
      new Promise((resolve) => {
        const pending: PendingJob = { ...of, since: new Date(clock.now()).toISOString(), approvedBy: [] };
        waiting.set(pending, resolve);
        const timer = clock.at(timerEnd(pending), () => check(pending));
        const leave = () => {
          timer.cancel();
          settle(pending, false);
        };
        signal.addEventListener('abort', leave, { once: true });
        if (signal.aborted) leave();
        else check(pending);
      }),
    pending: (run) => [...waiting.keys()].filter((one) => one.run.id === run),
    review: ({ run, environment, by, state }) => {
      const found = [...waiting.keys()].filter(
        (one) => one.run.id === run && one.environment.name === environment,
      );
      for (const pending of found) {
        pending.approvedBy.push(by);
        if (state === 'rejected') settle(pending, false);
        else check(pending);
      }
      return found.length > 0;
    },
    reset: () => {
      settings = new Map(initial.map((one) => [one.name, one]));
    },
  };
}

/** One of the reviewers is enough, each App has to answer, and the timer must have ended. */
function isLetPass(pending: PendingJob, now: number): boolean {
  const { approvedBy } = pending;
  const { reviewers, apps } = pending.environment;
  const isReviewed = reviewers.length === 0 || reviewers.some((one) => approvedBy.includes(one));
  return isReviewed && timerEnd(pending) <= now && apps.every((one) => approvedBy.includes(one));
}

/** When the wait timer ends. */
function timerEnd({ environment, since }: PendingJob): number {
  return Date.parse(since) + environment.waitSeconds * 1000;
}

export function isProtected({ reviewers, apps, waitSeconds }: EnvironmentSetting): boolean {
  return reviewers.length > 0 || apps.length > 0 || waitSeconds > 0;
}

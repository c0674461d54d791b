import type { Conclusion, PendingDeployment, Run, RunJob, Scm } from '../../../src/ports/scm.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';

export interface DispatchedRun extends Run {
  workflow: string;
  inputs: Readonly<Record<string, string>>;
}

type RunCalls = Pick<
  Scm,
  | 'findRuns'
  | 'runsSince'
  | 'run'
  | 'jobs'
  | 'jobErrors'
  | 'pendingDeployments'
  | 'answerDeployment'
  | 'cancelRun'
  | 'forceCancelRun'
  | 'rerunFailedJobs'
>;

/** The workflow runs of the fake repository. Nothing moves by itself: the test says how a run goes on. */
export interface FakeRuns extends RunCalls {
  runs: DispatchedRun[];
  start(what: {
    workflow: string;
    commit: string;
    inputs: Readonly<Record<string, string>>;
  }): Promise<{ run?: number }>;
  /** Hears every run that is dispatched or run again, before the caller has its answer. */
  onRun(hear: (run: DispatchedRun) => void): void;
  /** Whether dispatch answers with the run's id (older servers do not). */
  setTellsRun(tells: boolean): void;
  /** Whether a run ends when it is cancelled; a forced cancel always ends it. */
  setHeedsCancel(heeds: boolean): void;
  setRun(id: number, change: Partial<Pick<Run, 'status' | 'conclusion' | 'attempt' | 'title'>>): void;
  setJobs(id: number, jobs: readonly RunJob[]): void;
  /** What jobs of the run wait for. */
  setPending(id: number, pending: readonly PendingDeployment[]): void;
  /** What a failed job of any run has written as its errors. */
  /** Answers that were given to pending deployments. */
  answers: Parameters<Scm['answerDeployment']>[0][];
  setErrors(errors: readonly string[]): void;
  /** Ends the run: every named job with its conclusion, and the run with the worst of them. */
  finishRun(id: number, jobs: Readonly<Record<string, Conclusion>>): void;
}

export function createFakeRuns(now: () => Date): FakeRuns {
  const runs: DispatchedRun[] = [];
  const jobs = new Map<number, readonly RunJob[]>();
  const pending = new Map<number, readonly PendingDeployment[]>();
  const answers: FakeRuns['answers'] = [];
  let errors: readonly string[] = [];
  const hearers: ((run: DispatchedRun) => void)[] = [];
  let tellsRun = true;
  let heedsCancel = true;

  function mustFind(id: number, call: string): DispatchedRun {
    const run = runs.find((each) => each.id === id);
    if (run === undefined)
      throw new ServiceError({
        service: 'github',
        call,
        kind: 'refused',
        problem: 'Not Found',
        status: 404,
      });
    return run;
  }

  function setRun(id: number, change: Parameters<FakeRuns['setRun']>[1]): void {
    Object.assign(mustFind(id, 'setRun'), change);
  }

  function cancel(id: number, call: 'cancelRun' | 'forceCancelRun'): object {
    const run = mustFind(id, call);
    if (run.status === 'completed')
      throw new ServiceError({
        service: 'github',
        call,
        kind: 'conflict',
        problem: 'Cannot cancel a workflow run that is completed.',
        status: 409,
      });
    if (call === 'cancelRun' && !heedsCancel) return {};
    setRun(id, { status: 'completed', conclusion: 'cancelled' });
    return {};
  }

  return {
    runs,
    setHeedsCancel: (heeds) => {
      heedsCancel = heeds;
    },
    answers,
    onRun: (hear) => void hearers.push(hear),
    setTellsRun: (tells) => {
      tellsRun = tells;
    },
    setRun,
    setJobs: (id, list) => void jobs.set(id, list),
    setPending: (id, list) => void pending.set(id, list),
    setErrors: (list) => {
      errors = list;
    },
    finishRun: (id, ended) => {
      jobs.set(
        id,
        Object.entries(ended).map(([name, conclusion], at) => ({
          id: id * 100 + at,
          name,
          url: `https://github.example/awell-health/navi/actions/runs/${id}/job/${id * 100 + at}`,
          status: 'completed',
          conclusion,
          steps: [],
        })),
      );
      setRun(id, { status: 'completed', conclusion: worstOf(Object.values(ended)) });
    },
    start: async ({ workflow, commit, inputs }) => {
      const id = 1_000 + runs.length + 1;
      const run: DispatchedRun = {
        id,
        workflow,
        inputs,
        commit,
        branch: `v${inputs['version'] ?? ''}`.replace('vv', 'v'),
        path: workflow,
        event: 'workflow_dispatch',
        actor: 'navi[bot]',
        attempt: 1,
        title: `Release ${Object.values(inputs).join(' ')}`,
        status: 'queued',
        conclusion: null,
        url: `https://github.example/awell-health/navi/actions/runs/${id}`,
        createdAt: now().toISOString(),
      };
      runs.push(run);
      for (const hear of hearers) hear(run);
      return tellsRun ? { run: id } : {};
    },
    findRuns: async ({ workflow, since, marker }) =>
      runs
        .filter((run) => run.workflow === workflow && run.createdAt >= since && run.title.includes(marker))
        .map(bare)
        .reverse(),
    runsSince: async ({ workflow, since }) =>
      runs
        .filter((run) => run.workflow === workflow && run.createdAt >= since)
        .map(bare)
        .reverse(),
    answerDeployment: async (answer) => {
      answers.push(answer);
      const left = (pending.get(answer.run) ?? []).filter((one) => one.environment !== answer.environment);
      pending.set(answer.run, left);
      return {};
    },
    run: async (id) => {
      const found = runs.find((each) => each.id === id);
      return found === undefined ? undefined : bare(found);
    },
    jobs: async (id) => [...(jobs.get(id) ?? [])],
    jobErrors: async () => [...errors],
    pendingDeployments: async (id) => [...(pending.get(id) ?? [])],
    cancelRun: async (id) => cancel(id, 'cancelRun'),
    forceCancelRun: async (id) => cancel(id, 'forceCancelRun'),
    rerunFailedJobs: async (id) => {
      const run = mustFind(id, 'rerunFailedJobs');
      setRun(id, { status: 'queued', conclusion: null, attempt: run.attempt + 1 });
      for (const hear of hearers) hear(run);
      return {};
    },
  };
}

function bare({ workflow, inputs, ...run }: DispatchedRun): Run {
  return { ...run };
}

function worstOf(conclusions: readonly Conclusion[]): Conclusion {
  const order: readonly Conclusion[] = [
    'startup_failure',
    'failure',
    'timed_out',
    'action_required',
    'cancelled',
  ];
  return order.find((each) => conclusions.includes(each)) ?? 'success';
}

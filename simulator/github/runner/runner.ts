import { join } from 'node:path';
import type { Environments } from '../environments.ts';
import type { Conclusion, JobRecord, RunRecord } from '../records.ts';
import { now } from '../records.ts';
import { runAttempt } from './attempt.ts';
import { type Concurrency, createConcurrency } from './concurrency.ts';
import { createForcing, type Forcing } from './forcing.ts';
import type { Reporter } from './reporter.ts';
import { createRunFates, type RunFates } from './run-fates.ts';
import { createSlots, type Slots } from './slots.ts';
import { type RunnerWorld, runContexts } from './workflow/contexts.ts';
import { fill, setting } from './workflow/expressions.ts';
import type { Workflow } from './workflow/workflow.ts';

/** Executes workflow runs. */
export interface Runner {
  forcing: Forcing;
  /** The control calls' orders for future runs. */
  fates: RunFates;
  /** Starts the run's present attempt. Completed jobs stay unchanged. */
  start(run: RunRecord, workflow: Workflow): void;
  /** False when the run has ended. */
  cancel(run: RunRecord): boolean;
  /** Like `cancel`, but also ends steps with `always()`. */
  forceCancel(run: RunRecord): boolean;
  logFile(job: JobRecord): string;
  /** Ends everything that runs and waits for the end. */
  stop(): Promise<void>;
}

export interface RunnerOptions {
  world: RunnerWorld;
  reporter: Reporter;
  environments: Environments;
  /** A new record's number. */
  id: () => number;
}

export function createRunner(options: RunnerOptions): Runner {
  const { world, reporter, id } = options;
  const forcing = createForcing();
  const fates = createRunFates();
  const tools: Tools = {
    ...options,
    forcing,
    slots: createSlots(world.settings.runners),
    concurrency: createConcurrency(),
    logFile: (job) => join(world.settings.dataDir, 'logs', `${job.id}.log`),
    artifactsOf: (run) => join(world.settings.dataDir, 'artifacts', String(run.id)),
  };
  const stops = new Map<number, { cancel: AbortController; force: AbortController }>();
  const active = new Set<Promise<void>>();
  let kill = new AbortController();

  return {
    forcing,
    fates,
    logFile: tools.logFile,
    start: (run, workflow) => {
      const cancel = new AbortController();
      const force = new AbortController();
      stops.set(run.id, { cancel, force });
      if (fates.take(run) === 'startup_failure') return neverBegin(run, reporter, () => stops.delete(run.id));
      planJobs(run, workflow, id);
      const following = follow(tools, {
        run,
        workflow,
        cancel,
        kill: AbortSignal.any([kill.signal, force.signal]),
        end: () => stops.delete(run.id),
      }).catch((error: unknown) => fail(run, error, reporter));
      active.add(following);
      void following.finally(() => active.delete(following));
    },
    cancel: (run) => {
      const found = stops.get(run.id);
      found?.cancel.abort();
      return found !== undefined;
    },
    forceCancel: (run) => {
      const found = stops.get(run.id);
      found?.cancel.abort();
      found?.force.abort();
      return found !== undefined;
    },
    stop: async () => {
      kill.abort();
      for (const { cancel } of stops.values()) cancel.abort();
      await Promise.all(active);
      forcing.clear();
      fates.clear();
      kill = new AbortController();
    },
  };
}

interface Tools extends RunnerOptions {
  forcing: Forcing;
  slots: Slots;
  concurrency: Concurrency;
  logFile: (job: JobRecord) => string;
  artifactsOf: (run: RunRecord) => string;
}

interface Following {
  run: RunRecord;
  workflow: Workflow;
  cancel: AbortController;
  kill: AbortSignal;
  /** From here on the run cannot be cancelled. */
  end: () => void;
}

/** Runs one attempt of a run from its request to its conclusion. */
async function follow(tools: Tools, { run, workflow, cancel, kill, end }: Following): Promise<void> {
  const { world, reporter, concurrency } = tools;
  const group = groupOf(world, run, workflow);
  if (group !== undefined) run.status = 'pending';
  reporter.run(run, 'requested');
  const member = { id: run.id, signal: cancel.signal, cancel: () => cancel.abort() };
  const goes = group === undefined || (await concurrency.enter(group.name, { ...member, ...group }));
  if (goes) {
    run.status = 'in_progress';
    run.startedAt = now(tools.world.clock);
    reporter.run(run, 'in_progress');
    await runAttempt({ ...tools, run, workflow, cancel: cancel.signal, kill });
  }
  if (goes && group !== undefined) concurrency.leave(group.name, run.id);
  end();
  run.status = 'completed';
  run.conclusion = concludeRun(run, !goes || cancel.signal.aborted);
  reporter.run(run, 'completed');
}

/** A run that GitHub could not start: none of its jobs is ever listed, and it cannot be run again. */
function neverBegin(run: RunRecord, reporter: Reporter, end: () => void): void {
  end();
  reporter.run(run, 'requested');
  run.isFinal = true;
  run.title = run.workflow.path;
  fail(run, new Error('This run likely failed because of a workflow file issue.'), reporter);
}

function fail(run: RunRecord, error: unknown, reporter: Reporter): void {
  run.problem = error instanceof Error ? error.message : String(error);
  run.status = 'completed';
  run.conclusion = 'startup_failure';
  reporter.run(run, 'completed');
}

function groupOf(world: RunnerWorld, run: RunRecord, workflow: Workflow) {
  if (workflow.concurrency === undefined) return undefined;
  const scope = { contexts: runContexts(world, run, workflow) };
  const cancelInProgress = setting(workflow.concurrency['cancel-in-progress'], scope) === 'true';
  return { name: fill(workflow.concurrency.group, scope), cancelInProgress };
}

/** Creates the record of every job of the attempt, in the workflow's order; completed ones keep theirs. */
function planJobs(run: RunRecord, workflow: Workflow, id: () => number): void {
  const kept = new Map(run.jobs.map((job) => [job.key, job]));
  run.jobs = Object.entries(workflow.jobs).map(
    ([key, spec]): JobRecord =>
      kept.get(key) ?? {
        id: id(),
        attempt: run.attempt,
        key,
        name: spec.name ?? key,
        status: 'queued',
        conclusion: null,
        createdAt: null,
        startedAt: null,
        completedAt: null,
        steps: [],
        outputs: {},
      },
  );
}

function concludeRun(run: RunRecord, cancelled: boolean): Conclusion {
  const has = (conclusion: Conclusion) =>
    run.jobs.some((job) => job.conclusion === conclusion && job.forgiven !== true);
  if (has('failure')) return 'failure';
  if (has('timed_out')) return 'timed_out';
  if (has('cancelled') || (cancelled && !run.jobs.every((job) => job.conclusion === 'success')))
    return 'cancelled';
  return run.jobs.every((job) => job.conclusion === 'skipped') ? 'skipped' : 'success';
}

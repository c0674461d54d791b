import { type Environments, isProtected } from '../environments.ts';
import { type Conclusion, type JobRecord, now, type RunRecord } from '../records.ts';
import type { Forced } from './bench.ts';
import type { Forcing } from './forcing.ts';
import { completeJob, plannedSteps, runJob } from './job.ts';
import { openJobLog } from './job-log.ts';
import type { Reporter } from './reporter.ts';
import type { Slots } from './slots.ts';
import { openArtifacts } from './uses/artifacts.ts';
import { type RunnerWorld, runContexts } from './workflow/contexts.ts';
import { fill, holds, type Scope, type Standing, setting, usesStatus } from './workflow/expressions.ts';
import type { Need } from './workflow/need.ts';
import { ancestorsOf, type JobSpec, stepName, type Workflow } from './workflow/workflow.ts';

export interface Attempt {
  world: RunnerWorld;
  run: RunRecord;
  workflow: Workflow;
  reporter: Reporter;
  slots: Slots;
  environments: Environments;
  forcing: Forcing;
  logFile: (job: JobRecord) => string;
  artifactsOf: (run: RunRecord) => string;
  cancel: AbortSignal;
  kill: AbortSignal;
}

interface Turn {
  attempt: Attempt;
  job: JobRecord;
  spec: JobSpec;
  canned: boolean;
}

/** Runs every job of the attempt that is not completed, each as soon as its needs have ended. */
export async function runAttempt(attempt: Attempt): Promise<void> {
  const { run, workflow, world } = attempt;
  const canned = world.pace.workflow === 'canned';
  const ends = new Map<string, Promise<void>>();
  const endOf = (job: JobRecord): Promise<void> => {
    const known = ends.get(job.key);
    if (known !== undefined) return known;
    const spec = workflow.jobs[job.key];
    if (spec === undefined || job.status === 'completed') return Promise.resolve();
    const needed = run.jobs.filter((other) => spec.needs.includes(other.key));
    const end = Promise.all(needed.map(endOf)).then(() => takeTurnSafely({ attempt, job, spec, canned }));
    ends.set(job.key, end);
    return end;
  };
  await Promise.all(run.jobs.map(endOf));
}

/** A job whose `if`, `name` or the like cannot be evaluated fails, with the reason in its log. */
async function takeTurnSafely(turn: Turn): Promise<void> {
  try {
    await takeTurn(turn);
  } catch (error) {
    const log = openJobLog(turn.attempt.logFile(turn.job), { secrets: [], clock: turn.attempt.world.clock });
    log.line(`##[error]${error instanceof Error ? error.message : String(error)}`);
    await log.close();
    turn.job.errors = log.errors();
    end(turn, 'failure');
  }
}

async function takeTurn(turn: Turn): Promise<void> {
  const { attempt, job, spec } = turn;
  const { run, reporter } = attempt;
  job.name = spec.name === undefined ? job.key : fill(spec.name, scopeOf(turn));
  const forced = attempt.forcing.take(job);
  if (forced?.conclusion === 'skipped' || !shouldRun(turn)) return end(turn, 'skipped');
  job.createdAt = now(attempt.world.clock);
  reporter.job(run, job, 'queued');
  const waiting = new AbortController();
  const leave = onCancel(turn, () => waiting.abort());
  if (!(await mayDeploy(turn, waiting.signal))) {
    leave();
    return end(turn, waiting.signal.aborted ? 'cancelled' : 'failure');
  }
  const release = await attempt.slots.take(waiting.signal);
  leave();
  if (release === undefined) return end(turn, 'cancelled');
  try {
    await perform(turn, forced);
  } finally {
    release();
  }
}

/** Waits for the protection rules of the job's environment. A job that is rejected fails its run. */
async function mayDeploy(turn: Turn, signal: AbortSignal): Promise<boolean> {
  const { attempt, job, spec } = turn;
  const { run, reporter, environments } = attempt;
  const name = environmentOf(spec, scopeOf(turn));
  const environment = name === undefined ? undefined : environments.find(name);
  if (environment === undefined || !isProtected(environment)) return true;
  job.status = 'waiting';
  run.status = statusOf(run);
  const entered = environments.enter({ run, job, environment }, signal);
  reporter.job(run, job, 'waiting');
  reporter.protection(run, environment);
  const passes = await entered;
  job.status = 'queued';
  run.status = statusOf(run);
  reporter.changed(run);
  return passes;
}

/** `environment: release`, or with a `name` and more. */
function environmentOf({ environment }: JobSpec, scope: Scope): string | undefined {
  const named = typeof environment === 'object' && environment !== null ? environment : { name: environment };
  const name = 'name' in named ? named.name : undefined;
  return typeof name === 'string' && name !== '' ? fill(name, scope) : undefined;
}

/** A run waits when none of its other jobs is in progress. */
function statusOf(run: RunRecord): RunRecord['status'] {
  const isAtWork = run.jobs.some((job) => job.status === 'in_progress');
  return !isAtWork && run.jobs.some((job) => job.status === 'waiting') ? 'waiting' : 'in_progress';
}

async function perform(turn: Turn, forced: Forced | undefined): Promise<void> {
  const { attempt, job, spec, canned } = turn;
  const { world, run, workflow, reporter } = attempt;
  job.status = 'in_progress';
  run.status = 'in_progress';
  job.startedAt = now(world.clock);
  job.steps = plannedSteps(spec.steps.map((step) => shownName(stepName(step), scopeOf(turn))));
  reporter.job(run, job, 'in_progress');
  const secrets = [...Object.values(world.settings.secrets()), world.tokenOf(run)];
  const log = openJobLog(attempt.logFile(job), { secrets, clock: world.clock });
  const halt = new AbortController();
  const leave = onCancel(turn, () => halt.abort());
  await runJob({
    world,
    run,
    workflow,
    spec,
    job,
    needs: needsOf(turn),
    environmentName: environmentOf(spec, scopeOf(turn)),
    artifacts: openArtifacts(attempt.artifactsOf(run), run.attempt),
    log,
    canned,
    forced,
    cancel: halt.signal,
    kill: attempt.kill,
    onStep: () => reporter.changed(run),
  });
  leave();
  await log.close();
  job.errors = log.errors();
  end(turn, job.conclusion ?? 'failure');
}

/** A step's name may hold an expression that can only be evaluated later; then it is shown unevaluated. */
function shownName(name: string, scope: Scope): string {
  try {
    return fill(name, scope);
  } catch {
    return name;
  }
}

function end(turn: Turn, conclusion: Conclusion): void {
  const { attempt, job, spec } = turn;
  completeJob(job, conclusion, attempt.world.clock);
  if (conclusion === 'failure' && setting(spec['continue-on-error'], scopeOf(turn)) === 'true')
    job.forgiven = true;
  attempt.run.status = statusOf(attempt.run);
  attempt.reporter.job(attempt.run, job, 'completed');
}

/**
 * Calls back when the run is cancelled, unless the job's `if` is still true then (docs.github.com "Workflow
 * cancellation reference": such a job goes on). Returns the function that stops listening.
 */
function onCancel(turn: Turn, stop: () => void): () => void {
  const { cancel, kill } = turn.attempt;
  const onAbort = () => {
    if (!shouldRun(turn)) stop();
  };
  cancel.addEventListener('abort', onAbort, { once: true });
  kill.addEventListener('abort', stop, { once: true });
  if (cancel.aborted) onAbort();
  if (kill.aborted) stop();
  return () => {
    cancel.removeEventListener('abort', onAbort);
    kill.removeEventListener('abort', stop);
  };
}

function shouldRun(turn: Turn): boolean {
  const { spec, canned, attempt } = turn;
  const scope = scopeOf(turn);
  const obeys = !canned || attempt.world.settings.canned !== undefined || usesStatus(spec.if ?? '');
  return obeys ? holds(spec.if, scope) : (scope.standing?.success ?? true);
}

function scopeOf(turn: Turn): Scope {
  const { attempt } = turn;
  const contexts = runContexts(attempt.world, attempt.run, attempt.workflow);
  return { contexts: { ...contexts, needs: needsOf(turn) }, standing: standingOf(turn) };
}

function standingOf({ attempt, job }: Turn): Standing {
  const ancestors = ancestorsOf(job.key, attempt.workflow.jobs);
  const before = attempt.run.jobs.filter((other) => ancestors.has(other.key));
  const cancelled = attempt.cancel.aborted;
  const failed = before.some((other) => resultOf(other) === 'failure' || resultOf(other) === 'timed_out');
  return {
    cancelled,
    failure: failed && !cancelled,
    // Every ancestor counts, not only the direct ones: a job behind a skipped one is skipped (actions/runner#491).
    success: !cancelled && before.every((other) => resultOf(other) === 'success'),
  };
}

function needsOf({ attempt, spec }: Turn): Record<string, Need> {
  const needed = attempt.run.jobs.filter((job) => spec.needs.includes(job.key));
  return Object.fromEntries(needed.map((job) => [job.key, { result: resultOf(job), outputs: job.outputs }]));
}

function resultOf(job: JobRecord): string {
  return job.forgiven === true ? 'success' : (job.conclusion ?? '');
}

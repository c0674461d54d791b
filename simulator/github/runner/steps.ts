import { now, type StepRecord } from '../records.ts';
import type { Bench, StepResult } from './bench.ts';
import { runCannedStep } from './canned.ts';
import { runStep } from './step.ts';
import { holds, type Scope, setting, usesStatus } from './workflow/expressions.ts';
import { type StepSpec, stepName } from './workflow/workflow.ts';

/** Goes through a job's steps in order, each with its `if`, and updates their records. */
export async function walkSteps(bench: Bench): Promise<void> {
  const [first, ...others] = bench.job.steps;
  const last = others.pop();
  if (first !== undefined) pass(bench, first);
  for (const [at, spec] of bench.spec.steps.entries()) {
    const record = others[at];
    if (record === undefined) continue;
    await walkStep({ bench, spec, record, at });
  }
  if (last !== undefined) pass(bench, last);
  bench.onStep();
}

interface Walk {
  bench: Bench;
  spec: StepSpec;
  record: StepRecord;
  at: number;
}

async function walkStep({ bench, spec, record, at }: Walk): Promise<void> {
  const runs = !bench.kill.aborted && shouldRun(bench, spec);
  if (!runs) {
    finish(bench, record, 'skipped');
    keep(bench, spec, { outcome: 'skipped', conclusion: 'skipped', outputs: {} });
    return;
  }
  // In the same turn as the decision to run: a stop from here on interrupts this step.
  const stop = bench.stop();
  begin(bench, record);
  bench.onStep();
  const result = isForced(bench, spec, at) ? force(bench) : await execute({ bench, spec, at, stop });
  Object.assign(bench.env, result.env ?? {});
  bench.path.unshift(...(result.path ?? []).toReversed());
  bench.jobOutputs = result.jobOutputs ?? bench.jobOutputs;
  const forgiven =
    result.outcome === 'failure' && setting(spec['continue-on-error'], bench.scope()) === 'true';
  const conclusion = forgiven ? 'success' : result.outcome;
  if (conclusion === 'failure') bench.failed = true;
  finish(bench, record, conclusion);
  keep(bench, spec, { outcome: result.outcome, conclusion, outputs: result.outputs ?? {} });
  bench.onStep();
}

interface Execution {
  bench: Bench;
  spec: StepSpec;
  at: number;
  stop: AbortSignal;
}

function execute({ bench, spec, at, stop }: Execution): Promise<StepResult> {
  if (!bench.canned) return runStep(spec, bench, stop);
  const isLast = at === bench.spec.steps.length - 1;
  return runCannedStep(bench, { isLast, stop });
}

/** In a canned run no step has outputs, so only conditions about status have a meaning. */
function shouldRun(bench: Bench, spec: StepSpec): boolean {
  const scope: Scope = bench.scope();
  try {
    if (bench.canned && !usesStatus(spec.if ?? '')) return scope.standing?.success ?? true;
    return holds(spec.if, scope);
  } catch (error) {
    bench.log.line(`##[error]${error instanceof Error ? error.message : String(error)}`);
    bench.failed = true;
    return false;
  }
}

function isForced({ forced }: Bench, spec: StepSpec, at: number): boolean {
  return forced !== undefined && (forced.step === at + 1 || forced.step === stepName(spec));
}

function force(bench: Bench): StepResult {
  const conclusion = bench.forced?.conclusion ?? 'failure';
  bench.log.line(`##[error]The simulator's control page ended this step with ${conclusion}.`);
  if (conclusion !== 'cancelled' && conclusion !== 'timed_out') return { outcome: 'failure' };
  bench.stopped = conclusion;
  return { outcome: 'cancelled' };
}

function keep(bench: Bench, spec: StepSpec, outcome: Bench['done'][string]): void {
  if (spec.id !== undefined) bench.done[spec.id] = outcome;
}

/** The runner's own steps, at the beginning and the end of a job. */
function pass(bench: Bench, record: StepRecord): void {
  begin(bench, record);
  finish(bench, record, 'success');
}

function begin({ world }: Bench, record: StepRecord): void {
  record.status = 'in_progress';
  record.startedAt = now(world.clock);
}

function finish({ world }: Bench, record: StepRecord, conclusion: StepRecord['conclusion']): void {
  record.status = 'completed';
  record.conclusion = conclusion;
  record.startedAt ??= now(world.clock);
  record.completedAt = now(world.clock);
}

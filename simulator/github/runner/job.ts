import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorldClock } from '../../kernel/world-clock.ts';
import { type Conclusion, type JobRecord, now } from '../records.ts';
import { type Bench, type JobTask, setUp } from './bench.ts';
import { machineOf } from './machine.ts';
import { mayAskForIdToken } from './permissions.ts';
import { walkSteps } from './steps.ts';
import { fill, fillAll } from './workflow/expressions.ts';

const MINUTE_MS = 60_000;
const DEFAULT_JOB_MINUTES = 360;

/** Runs one job to its end and writes steps, outputs and conclusion into its record. */
export async function runJob(task: JobTask): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'navi-runner-'));
  const halt = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const idTokens = grantIdTokens(task);
  try {
    const bench = await setUp(task, folder, { halt: halt.signal, granted: idTokens.variables });
    const stop = (why: 'cancelled' | 'timed_out') => () => {
      bench.stopped ??= why;
      halt.abort();
    };
    const minutes = Number(fill(String(task.spec['timeout-minutes'] ?? DEFAULT_JOB_MINUTES), bench.scope()));
    timer = setTimeout(stop('timed_out'), minutes * MINUTE_MS);
    task.cancel.addEventListener('abort', stop('cancelled'), { once: true });
    if (task.cancel.aborted) stop('cancelled')();
    await walkSteps(bench);
    task.job.outputs = bench.jobOutputs ?? outputsOf(bench);
    task.job.conclusion = bench.stopped ?? (bench.failed ? 'failure' : 'success');
  } catch (error) {
    task.log.line(`##[error]${error instanceof Error ? error.message : String(error)}`);
    task.job.conclusion = 'failure';
  } finally {
    clearTimeout(timer);
    idTokens.end();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** GitHub gives the variables only to a job that may have a token. */
function grantIdTokens({ world, run, workflow, spec, job, environmentName }: JobTask) {
  if (!mayAskForIdToken(workflow.permissions, spec.permissions))
    return { variables: {}, end: () => undefined };
  return world.idTokens.grant({
    run,
    job,
    environment: environmentName,
    machine: machineOf(spec['runs-on']),
  });
}

/** As Actions does, an output that contains a secret is left out (docs.github.com, `jobs.<job_id>.outputs`). */
function outputsOf(bench: Bench): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, value] of Object.entries(fillAll(bench.spec.outputs, bench.scope()))) {
    if (bench.log.hides(value))
      bench.log.line(`##[warning]Skip output '${name}' since it may contain secret.`);
    else outputs[name] = value;
  }
  return outputs;
}

/** The records of a job's steps before it starts, with the two that the runner adds. */
export function plannedSteps(names: string[]): JobRecord['steps'] {
  return ['Set up job', ...names, 'Complete job'].map((name, at) => ({
    number: at + 1,
    name,
    status: 'queued',
    conclusion: null,
    startedAt: null,
    completedAt: null,
  }));
}

/** Marks a job as completed now. */
export function completeJob(job: JobRecord, conclusion: Conclusion, clock: WorldClock): void {
  job.createdAt ??= now(clock);
  job.status = 'completed';
  job.conclusion = conclusion;
  job.startedAt ??= now(clock);
  job.completedAt = now(clock);
}

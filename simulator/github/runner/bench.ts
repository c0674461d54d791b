import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Conclusion, JobRecord, RunRecord } from '../records.ts';
import type { JobLog } from './job-log.ts';
import { machineOf, pathOf } from './machine.ts';
import type { Artifacts } from './uses/artifacts.ts';
import { eventOf, type RunnerWorld, runContexts, runnerVariables } from './workflow/contexts.ts';
import { fillAll, type Scope, type Standing } from './workflow/expressions.ts';
import type { Need } from './workflow/need.ts';
import type { JobSpec, Workflow } from './workflow/workflow.ts';

export interface StepResult {
  outcome: 'success' | 'failure' | 'cancelled';
  outputs?: Record<string, string>;
  env?: Record<string, string>;
  path?: string[];
  /** The outputs that a canned job gives as the job's outputs. */
  jobOutputs?: Record<string, string>;
}

/** A job that the control calls make end differently. */
export interface Forced {
  conclusion: Exclude<Conclusion, 'success'>;
  /** The step at which it happens, by name or by number among the workflow's own; that step does not run. */
  step: string | number;
}

export interface JobTask {
  world: RunnerWorld;
  run: RunRecord;
  workflow: Workflow;
  spec: JobSpec;
  job: JobRecord;
  needs: Record<string, Need>;
  /** The environment that the job names. */
  environmentName: string | undefined;
  artifacts: Artifacts;
  log: JobLog;
  canned: boolean;
  forced: Forced | undefined;
  /** Ends the job as a cancelled run does: interrupts the step in progress; `always()` steps still run. */
  cancel: AbortSignal;
  /** Ends everything at once, when the world closes. */
  kill: AbortSignal;
  /** Call it when the job's steps have changed. */
  onStep: () => void;
}

/** A job's folder, and what its steps have done so far. */
export interface Bench extends JobTask {
  workspace: string;
  temp: string;
  /** The runner's own variables, which no `env` can change. */
  variables: Record<string, string>;
  defaults: { shell?: string | undefined; 'working-directory'?: string | undefined };
  /** Variables of workflow, job and GITHUB_ENV. */
  env: Record<string, string>;
  path: string[];
  /** The `steps` context. */
  done: Record<string, { outputs: Record<string, string>; outcome: string; conclusion: string }>;
  failed: boolean;
  stopped: 'cancelled' | 'timed_out' | undefined;
  jobOutputs: Record<string, string> | undefined;
  /** Interrupts the step that is next. */
  stop: () => AbortSignal;
  /** Everything that a step inherits. */
  environment: () => Record<string, string>;
  /** The number of steps that have begun. */
  steps: () => number;
  scope: () => Scope;
}

interface Given {
  /** Aborts the step in progress when the job is to end early. */
  halt: AbortSignal;
  /** Variables that this job has because of its permissions. */
  granted: Record<string, string>;
}

/** Makes a job's place in `folder`. */
export async function setUp(task: JobTask, folder: string, { halt, granted }: Given): Promise<Bench> {
  const { world, run, workflow, spec, job, needs } = task;
  const places = await makePlaces(task, folder);
  const base = { ...runContexts(world, run, workflow), needs };
  const env = fillAll(workflow.env, { contexts: base });
  const machine = machineOf(spec['runs-on']);
  const bench: Bench = {
    ...task,
    workspace: places.GITHUB_WORKSPACE,
    temp: places.RUNNER_TEMP,
    variables: { ...runnerVariables(world, run, { job, machine }), ...granted, ...places },
    defaults: { ...workflow.defaults.run, ...spec.defaults.run },
    env: { ...env, ...fillAll(spec.env, { contexts: { ...base, env } }) },
    path: [],
    done: {},
    failed: false,
    stopped: undefined,
    jobOutputs: undefined,
    // After a stop only `always()` steps still run, and only the end of the world interrupts them.
    stop: () => (halt.aborted ? task.kill : AbortSignal.any([halt, task.kill])),
    environment: () => environmentOf(bench, join(folder, 'home')),
    steps: () => job.steps.filter((step) => step.startedAt !== null).length,
    scope: () => ({ contexts: { ...base, ...jobContexts(bench) }, standing: standingOf(bench) }),
  };
  return bench;
}

async function makePlaces({ world, run }: JobTask, folder: string) {
  const at = (name: string) => join(folder, name);
  for (const name of ['work', 'temp', 'home', 'tools']) await mkdir(at(name));
  await writeFile(at('event.json'), JSON.stringify(eventOf(world, run)));
  return {
    GITHUB_WORKSPACE: at('work'),
    RUNNER_TEMP: at('temp'),
    RUNNER_TOOL_CACHE: at('tools'),
    GITHUB_EVENT_PATH: at('event.json'),
  };
}

function environmentOf({ world, spec, env, path }: Bench, home: string): Record<string, string> {
  return {
    ...world.settings.environment,
    HOME: home,
    LANG: 'C.UTF-8',
    ...env,
    PATH: [...path, ...pathOf(machineOf(spec['runs-on']), world.settings)].join(delimiter),
  };
}

function standingOf({ failed, stopped }: Bench): Standing {
  return {
    success: !failed && stopped === undefined,
    failure: failed && stopped === undefined,
    cancelled: stopped !== undefined,
  };
}

function jobContexts(bench: Bench): Record<string, unknown> {
  const status = bench.stopped !== undefined ? 'cancelled' : bench.failed ? 'failure' : 'success';
  const variable = (name: string) => bench.variables[name];
  return {
    env: bench.env,
    steps: bench.done,
    job: { status },
    runner: {
      os: variable('RUNNER_OS'),
      arch: variable('RUNNER_ARCH'),
      name: variable('RUNNER_NAME'),
      temp: bench.temp,
    },
  };
}

import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Bench, StepResult } from './bench.ts';
import { makeCommandFiles } from './command-files.ts';
import { runCommand } from './process.ts';
import { runAction } from './uses/actions.ts';
import { fill, fillAll, type Scope, setting } from './workflow/expressions.ts';
import type { StepSpec } from './workflow/workflow.ts';

const MINUTE_MS = 60_000;
const DEFAULT_STEP_MINUTES = 360;

/** Executes one step of a job. An error is in the log, and the result is a failure. */
export async function runStep(spec: StepSpec, bench: Bench, stop: AbortSignal): Promise<StepResult> {
  try {
    const scope = bench.scope();
    const env = fillAll(spec.env, scope);
    const task: StepTask = {
      spec,
      bench,
      stop,
      env,
      scope: { ...scope, contexts: { ...scope.contexts, env: { ...bench.env, ...env } } },
    };
    return spec.uses === undefined ? await runScript(task) : await useAction(spec.uses, task);
  } catch (error) {
    bench.log.line(`##[error]${error instanceof Error ? error.message : String(error)}`);
    return { outcome: 'failure' };
  }
}

interface StepTask {
  spec: StepSpec;
  bench: Bench;
  /** Interrupts the step. */
  stop: AbortSignal;
  /** The step's own `env`, evaluated. */
  env: Record<string, string>;
  scope: Scope;
}

async function useAction(uses: string, { spec, bench, scope }: StepTask): Promise<StepResult> {
  bench.log.line(`##[group]Run ${uses}`);
  bench.log.line('##[endgroup]');
  const result = await runAction(uses, {
    with: fillAll(spec.with, scope),
    run: bench.run,
    git: bench.world.git,
    artifacts: bench.artifacts,
    workspace: bench.workspace,
    temp: bench.temp,
    say: bench.log.line,
  });
  return { outcome: 'success', ...result };
}

async function runScript({ spec, bench, stop, env, scope }: StepTask): Promise<StepResult> {
  const script = fill(spec.run ?? '', scope);
  const shell = spec.shell ?? bench.defaults.shell;
  const file = join(bench.temp, `${bench.steps()}-script.sh`);
  await writeFile(file, script);
  logScript(bench, script, shell);
  const files = await makeCommandFiles(bench.temp);
  const folder = fill(spec['working-directory'] ?? bench.defaults['working-directory'] ?? '.', scope);
  const minutes = Number(setting(spec['timeout-minutes'], scope) || DEFAULT_STEP_MINUTES);
  const ended = await runCommand({
    argv: argvOf(shell, file),
    cwd: resolve(bench.workspace, folder),
    env: { ...bench.environment(), ...env, ...bench.variables, ...files.variables },
    onLine: (line) => onLine(bench, line),
    cancel: stop,
    kill: bench.kill,
    graceMs: bench.world.settings.cancelGraceSeconds * 1000,
    timeoutMs: minutes * MINUTE_MS,
  });
  const written = await files.read();
  const result = { outputs: written.outputs, env: written.env, path: written.path };
  if (ended.how === 'cancelled') return { outcome: 'cancelled' };
  if (ended.how === 'timed-out') {
    bench.log.line(`##[error]The action '${spec.name ?? 'run'}' has timed out after ${minutes} minutes.`);
    return { outcome: 'failure', ...result };
  }
  if (ended.code !== 0) bench.log.line(`##[error]Process completed with exit code ${ended.code}.`);
  return { outcome: ended.code === 0 ? 'success' : 'failure', ...result };
}

/** docs.github.com "Workflow syntax", `jobs.<job_id>.steps[*].shell`: without one `bash -e`, with one also pipefail. */
function argvOf(shell: string | undefined, file: string): [string, ...string[]] {
  if (shell === undefined) return ['bash', '-e', file];
  if (shell === 'bash') return ['bash', '--noprofile', '--norc', '-eo', 'pipefail', file];
  throw new Error(`shell: ${shell} is not built in this simulator; it knows bash`);
}

function logScript(bench: Bench, script: string, shell: string | undefined): void {
  const lines = script.trimEnd().split('\n');
  bench.log.line(`##[group]Run ${lines[0] ?? ''}`);
  for (const line of lines) bench.log.line(line);
  bench.log.line(`shell: ${shell ?? 'bash -e {0}'}`);
  bench.log.line('##[endgroup]');
}

/**
 * Of the workflow commands, the output may have `add-mask`, `error` and `warning` (docs.github.com, "Workflow
 * commands").
 */
function onLine(bench: Bench, line: string): void {
  const masked = /^::add-mask::(?<value>.+)$/.exec(line)?.groups?.['value'];
  const said = /^::(?<level>error|warning)(?: [^:]*)?::(?<text>.*)$/.exec(line)?.groups;
  if (masked !== undefined) bench.log.mask(masked);
  else bench.log.line(said === undefined ? line : `##[${said['level']}]${unescapeData(said['text'] ?? '')}`);
}

function unescapeData(text: string): string {
  return text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
}

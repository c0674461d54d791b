import type { WorldClock } from '../kernel/world-clock.ts';
import { readCommit } from './git/objects.ts';
import { type Github, type GithubFacts, runToken } from './github.ts';
import { now, type RunRecord } from './records.ts';
import { stableId } from './rest/render.ts';
import { workflowAt } from './rest/workflow-files.ts';
import { type RunnerWorld, runContexts } from './runner/workflow/contexts.ts';
import { fill } from './runner/workflow/expressions.ts';
import { ancestorsOf, type Workflow } from './runner/workflow/workflow.ts';

export interface NewRun {
  workflow: Workflow;
  path: string;
  ref: string;
  sha: string;
  event: RunRecord['event'];
  inputs: Record<string, string>;
  actor: string;
}

/** Records a new run and starts it. */
export async function beginRun(github: Github, wanted: NewRun): Promise<RunRecord> {
  const { workflow, path, ref, sha, event, inputs, actor } = wanted;
  const { records } = github.book;
  const commit = await readCommit(github.git, sha);
  const number = (records.runNumbers[path] ?? 0) + 1;
  records.runNumbers[path] = number;
  const run: RunRecord = {
    id: github.book.id(),
    number,
    attempt: 1,
    workflow: { id: stableId(path), path, name: workflow.name },
    title: event === 'push' ? (commit?.message.split('\n')[0] ?? '') : workflow.name,
    event,
    status: 'queued',
    conclusion: null,
    ref,
    sha,
    commit: commit ?? null,
    inputs,
    actor,
    triggeringActor: actor,
    createdAt: now(github.clock),
    startedAt: now(github.clock),
    updatedAt: now(github.clock),
    jobs: [],
    earlier: [],
  };
  const title = workflow['run-name'];
  if (title !== undefined) run.title = fill(title, { contexts: runContexts(worldOf(github), run, workflow) });
  records.runs.unshift(run);
  github.book.changed();
  github.runner.start(run, workflow);
  return run;
}

/**
 * Runs a completed run again, as a further attempt of the same run: all of it, or what failed together with what
 * needs it. Jobs that do not run again keep their outputs.
 */
export async function rerun(github: Github, run: RunRecord, options: Rerun): Promise<void> {
  const workflow = await workflowAt(github, run.workflow.path, run.sha);
  const failed = new Set(
    run.jobs.filter((job) => !['success', 'skipped'].includes(job.conclusion ?? '')).map((job) => job.key),
  );
  const again = (key: string) =>
    !options.failedOnly ||
    failed.has(key) ||
    [...ancestorsOf(key, workflow.jobs)].some((need) => failed.has(need));
  run.earlier.push(...run.jobs.filter((job) => again(job.key)));
  run.jobs = run.jobs.filter((job) => !again(job.key));
  run.attempt += 1;
  run.status = 'queued';
  run.conclusion = null;
  run.triggeringActor = options.actor;
  run.startedAt = now(github.clock);
  github.runner.start(run, workflow);
}

interface Rerun {
  failedOnly: boolean;
  actor: string;
}

/** The part of the simulated GitHub that the runner uses. */
export function worldOf({ clock, settings, pace, git, url, idTokens }: GithubFacts): RunnerWorld {
  return { clock, settings, pace, git, url, idTokens, tokenOf: runToken };
}

/** A run that was in progress when the process ended has lost its runner, and failed. */
export function endLostRuns(runs: RunRecord[], clock: WorldClock): void {
  for (const run of runs.filter((one) => one.status !== 'completed')) {
    for (const job of run.jobs.filter((one) => one.status !== 'completed')) {
      job.status = 'completed';
      job.conclusion = job.startedAt === null ? 'cancelled' : 'failure';
      job.createdAt ??= now(clock);
      job.completedAt = now(clock);
    }
    run.status = 'completed';
    run.conclusion = 'failure';
    run.problem = 'The runner has lost communication with the server.';
  }
}

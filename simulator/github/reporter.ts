import type { GithubFacts } from './github.ts';
import { now, type RunRecord } from './records.ts';
import { renderRepository, renderUser } from './rest/render.ts';
import { renderJob, renderRun, renderWorkflow } from './rest/render-runs.ts';
import type { Reporter } from './runner/runner.ts';

/** Tells the hooks and the records what the runner does. */
export function createReporter(github: GithubFacts): Reporter {
  const { book } = github;
  const touch = (run: RunRecord) => {
    run.updatedAt = now();
    book.changed();
  };
  const common = (run: RunRecord) => ({
    repository: renderRepository(github),
    sender: renderUser(github, run.triggeringActor),
  });
  return {
    changed: touch,
    run: (run, action) => {
      touch(run);
      const workflow = renderWorkflow(github, run.workflow);
      github.emit('workflow_run', { action, workflow_run: renderRun(github, run), workflow, ...common(run) });
    },
    job: (run, job, action) => {
      touch(run);
      github.emit('workflow_job', { action, workflow_job: renderJob(github, run, job), ...common(run) });
    },
  };
}

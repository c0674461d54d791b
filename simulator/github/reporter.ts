import { apiUrl, type GithubFacts } from './github.ts';
import { now, type RunRecord } from './records.ts';
import { renderEnvironment } from './rest/environments.ts';
import { renderRepository, renderUser, stableId } from './rest/render.ts';
import { renderJob, renderRun, renderWorkflow } from './rest/render-runs.ts';
import type { Reporter } from './runner/reporter.ts';

/** Passes the runner's changes on to the hooks and the records. */
export function createReporter(github: GithubFacts): Reporter {
  const { book } = github;
  const touch = (run: RunRecord) => {
    run.updatedAt = now(github.clock);
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
    protection: (run, environment) => {
      for (const app of environment.apps)
        github.emit('deployment_protection_rule', {
          action: 'requested',
          environment: environment.name,
          event: run.event,
          sha: run.sha,
          ref: run.ref,
          deployment_callback_url: apiUrl(github, `/actions/runs/${run.id}/deployment_protection_rule`),
          deployment: {
            id: stableId(`${run.id} ${environment.name}`),
            sha: run.sha,
            environment: renderEnvironment(github, environment)['name'],
          },
          pull_requests: [],
          ...common(run),
          installation: { id: stableId(app) },
        });
    },
    job: (run, job, action) => {
      touch(run);
      github.emit('workflow_job', { action, workflow_job: renderJob(github, run, job), ...common(run) });
    },
  };
}

import { resolveCommit } from './git/objects.ts';
import { listRefs } from './git/refs.ts';
import type { Github } from './github.ts';
import type { RunRecord } from './records.ts';

const SHOWN_RUNS = 20;

/** What `GET /_control/state` shows, for the page's panel of services. */
export async function viewOf(github: Github): Promise<Record<string, unknown>> {
  const { git, settings, book } = github;
  const refs = await listRefs(git);
  const tags = refs.filter((ref) => ref.name.startsWith('refs/tags/'));
  return {
    repo: settings.name,
    defaultBranch: settings.defaultBranch,
    head: refs.find((ref) => ref.name === `refs/heads/${settings.defaultBranch}`)?.sha,
    tags: await Promise.all(
      tags.map(async ({ name }) => ({
        name: name.replace('refs/tags/', ''),
        commit: await resolveCommit(git, name),
      })),
    ),
    refs: refs.map(({ name, sha }) => ({ name, sha })),
    runs: book.records.runs.slice(0, SHOWN_RUNS).map(viewRun),
    releases: book.records.releases.map(({ tag, name, draft }) => ({ tag, name, draft })),
    issues: book.records.issues.map(({ number, title, state, labels }) => ({ number, title, state, labels })),
    alerts: book.records.alerts.map(({ number, package: name, severity, state }) => ({
      number,
      package: name,
      severity,
      state,
    })),
  };
}

function viewRun(run: RunRecord): Record<string, unknown> {
  const { id, attempt, workflow, title, status, conclusion, event, createdAt, ref, sha, problem } = run;
  return {
    id,
    attempt,
    name: workflow.name,
    title,
    status,
    conclusion,
    event,
    createdAt,
    ref,
    sha,
    ...(problem === undefined ? {} : { problem }),
    jobs: run.jobs.map((job) => ({
      id: job.id,
      name: job.name,
      status: job.status,
      conclusion: job.conclusion,
      startedAt: job.startedAt,
      completedAt: job.completedAt,
      steps: job.steps.map((step) => ({ name: step.name, status: step.status, conclusion: step.conclusion })),
    })),
  };
}

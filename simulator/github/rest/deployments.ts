import type { Context } from 'hono';
import { z } from 'zod';
import { GithubError, idParam, notFound, readBody } from '../answers.ts';
import type { Door } from '../door.ts';
import type { PendingJob } from '../environments.ts';
import { apiUrl, type Github } from '../github.ts';
import { renderReviewers } from './environments.ts';
import { stableId } from './render.ts';

const State = z.enum(['approved', 'rejected']);
const AppReview = z.object({
  environment_name: z.string(),
  state: State.optional(),
  comment: z.string().optional(),
});
const PeopleReview = z.object({
  environment_ids: z.array(z.number().int()),
  state: State,
  comment: z.string(),
});

/** Jobs that wait for their environment, and the decisions of Apps and people that let them pass. */
export function addDeployments(door: Door, github: Github): void {
  const { book, environments } = github;
  const runOf = (c: Context) => {
    const run = book.records.runs.find((one) => one.id === idParam(c, 'run'));
    if (run === undefined) throw notFound();
    return run;
  };
  const path = '/actions/runs/:run/pending_deployments';

  door.repo('actions.getPendingDeploymentsForRun', 'GET', path, (c, { login }) =>
    c.json(byEnvironment(environments.pending(runOf(c).id)).map((one) => render(github, one, login))),
  );

  door.repo('actions.reviewPendingDeploymentsForRun', 'POST', path, async (c, { login }) => {
    const run = runOf(c);
    const { environment_ids, state } = await readBody(c, PeopleReview);
    const asked = byEnvironment(environments.pending(run.id)).filter((one) =>
      environment_ids.includes(stableId(one.environment.name)),
    );
    if (asked.length === 0) throw new GithubError(422, 'No pending deployment requests to approve or reject');
    for (const { environment } of asked) {
      if (!environment.reviewers.includes(login))
        throw new GithubError(403, 'User is not a required reviewer of this environment');
      environments.review({ run: run.id, environment: environment.name, by: login, state });
    }
    return c.json([]);
  });

  door.repo(
    'actions.reviewCustomGatesForRun',
    'POST',
    '/actions/runs/:run/deployment_protection_rule',
    async (c, { login }) => {
      const run = runOf(c);
      const { environment_name: environment, state } = await readBody(c, AppReview);
      const isAsked = environments.find(environment)?.apps.includes(login) === true;
      if (!isAsked) throw new GithubError(403, 'Resource not accessible by integration');
      if (environments.pending(run.id).every((one) => one.environment.name !== environment))
        throw new GithubError(422, `No pending deployment for ${environment}`);
      if (state !== undefined) environments.review({ run: run.id, environment, by: login, state });
      return c.body(null, 204);
    },
  );
}

/** The first job that waits for each environment. */
function byEnvironment(pending: readonly PendingJob[]): PendingJob[] {
  return [...new Map(pending.toReversed().map((one) => [one.environment.name, one])).values()];
}

function render(github: Github, { environment, since }: PendingJob, login: string): Record<string, unknown> {
  const { name, reviewers, waitSeconds } = environment;
  return {
    environment: { id: stableId(name), name, url: apiUrl(github, `/environments/${name}`) },
    wait_timer: Math.ceil(waitSeconds / 60),
    wait_timer_started_at: since,
    current_user_can_approve: reviewers.includes(login),
    reviewers: renderReviewers(github, environment),
  };
}

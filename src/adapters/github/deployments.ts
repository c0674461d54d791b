import { z } from 'zod';
import type { EnvironmentRules } from '../../domain/protection.ts';
import type { PendingDeployment } from '../../domain/run.ts';
import type { Scm } from '../../ports/scm.ts';
import type { Door } from './door.ts';

/** A person or a team in an environment or its pending deployments. */
const Reviewer = z
  .object({
    type: z.string().optional(),
    reviewer: z.object({ login: z.string().optional(), slug: z.string().optional() }),
  })
  .transform(({ reviewer: { login, slug } }) => login ?? (slug === undefined ? 'unknown' : `team ${slug}`));

const Pending = z
  .object({
    environment: z.object({ name: z.string() }),
    wait_timer: z.number().nullish(),
    reviewers: z.array(Reviewer).default([]),
  })
  .transform(
    ({ environment, wait_timer, reviewers }): PendingDeployment => ({
      environment: environment.name,
      reviewers,
      waitMinutes: wait_timer ?? 0,
    }),
  );

export async function readPendingDeployments(door: Door, run: number): Promise<PendingDeployment[]> {
  const { data } = await door.ask({
    route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments',
    params: { run_id: run },
    effect: 'read',
  });
  return z.array(Pending).parse(data);
}

const Environment = z.object({
  protection_rules: z
    .array(z.object({ type: z.string(), reviewers: z.array(Reviewer).default([]) }))
    .default([]),
});
const CustomRules = z.object({
  custom_deployment_protection_rules: z
    .array(z.object({ enabled: z.boolean(), app: z.object({ id: z.number() }) }))
    .default([]),
});

/** `appId` is the id of Navi's own App from the settings; undefined where Navi has a token instead. */
export async function readEnvironment(
  door: Door,
  name: string,
  appId: string | undefined,
): Promise<EnvironmentRules | undefined> {
  const route = 'GET /repos/{owner}/{repo}/environments/{environment_name}';
  const params = { environment_name: name };
  const found = await door.find({ route, params, effect: 'read' });
  if (found === undefined) return undefined;
  const reviewers = Environment.parse(found.data).protection_rules.flatMap((rule) => rule.reviewers);
  if (appId === undefined) return { name, reviewers, navi: 'has-no-app' };
  const rules = await door.ask({ route: `${route}/deployment_protection_rules`, params, effect: 'read' });
  const isRule = CustomRules.parse(rules.data).custom_deployment_protection_rules.some(
    ({ enabled, app }) => enabled && String(app.id) === appId,
  );
  return { name, reviewers, navi: isRule ? 'is-a-rule' : 'is-no-rule' };
}

const COMMENT_MAX = 500;

export async function answerDeployment(
  door: Door,
  { run, environment, state, comment }: Parameters<Scm['answerDeployment']>[0],
): Promise<void> {
  await door.ask({
    route: 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule',
    params: { run_id: run, environment_name: environment, state, comment: comment.slice(0, COMMENT_MAX) },
    effect: 'write',
  });
}

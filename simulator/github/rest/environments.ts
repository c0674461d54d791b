import { notFound, param } from '../answers.ts';
import type { Door } from '../door.ts';
import { apiUrl, type Github, type GithubFacts } from '../github.ts';
import type { EnvironmentSetting } from '../options.ts';
import { renderUser, stableId } from './render.ts';

/** The App of the simulated world; `GET /app` has the same name. */
export const NAVI_APP = { id: 1, slug: 'navi' };

/** Environments and their protection rules. */
export function addEnvironments(door: Door, github: Github): void {
  const { environments } = github;
  door.repo('repos.getEnvironment', 'GET', '/environments/:name', (c) => {
    const found = environments.find(param(c, 'name'));
    if (found === undefined) throw notFound();
    return c.json(renderEnvironment(github, found));
  });
  door.repo(
    'repos.getAllDeploymentProtectionRules',
    'GET',
    '/environments/:name/deployment_protection_rules',
    (c) => {
      const { apps } = environments.find(param(c, 'name')) ?? { apps: [] };
      const rules = apps.map((login) => renderRule(github, login));
      return c.json({ total_count: rules.length, custom_deployment_protection_rules: rules });
    },
  );
}

export function renderEnvironment(
  github: GithubFacts,
  environment: EnvironmentSetting,
): Record<string, unknown> {
  const { name, waitSeconds } = environment;
  const reviewers = renderReviewers(github, environment);
  const rule = (type: string, more: object) => ({ id: stableId(`${name} ${type}`), type, ...more });
  return {
    id: stableId(name),
    name,
    url: apiUrl(github, `/environments/${name}`),
    protection_rules: [
      ...(waitSeconds > 0 ? [rule('wait_timer', { wait_timer: Math.ceil(waitSeconds / 60) })] : []),
      ...(reviewers.length > 0
        ? [rule('required_reviewers', { prevent_self_review: false, reviewers })]
        : []),
    ],
    deployment_branch_policy: null,
  };
}

/** The people and teams that may let a job pass, as the API shows them. */
export function renderReviewers(
  github: GithubFacts,
  { reviewers }: EnvironmentSetting,
): Record<string, unknown>[] {
  return reviewers.map((name) => {
    const team = /^team:(?<slug>.+)$/.exec(name)?.groups?.['slug'];
    return team === undefined
      ? { type: 'User', reviewer: renderUser(github, name) }
      : { type: 'Team', reviewer: { id: stableId(name), slug: team, name: team } };
  });
}

function renderRule(github: GithubFacts, login: string): Record<string, unknown> {
  const slug = login.replace(/\[bot\]$/, '');
  const id = slug === NAVI_APP.slug ? NAVI_APP.id : stableId(login);
  return {
    id: stableId(`rule ${login}`),
    node_id: `DPR_${id}`,
    enabled: true,
    app: { id, slug, integration_url: `${github.url()}/apps/${slug}`, node_id: `A_${id}` },
  };
}

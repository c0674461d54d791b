import { NAMES } from '../../simulator/variables.ts';
import { createGithub } from '../../src/adapters/github/index.ts';
import type { House } from '../harness/quick/house.ts';
import { until } from '../harness/until.ts';
import { textOf } from '../harness/world/slack-door.ts';

const DEV = { authorization: 'Bearer ghp_simulated_dev', 'content-type': 'application/json' };

export function asDev({ world }: House, path: string, body: object): Promise<Response> {
  const url = `${world.urls.github}/repos/${NAMES.repository}${path}`;
  return fetch(url, { method: 'POST', headers: DEV, body: JSON.stringify(body) });
}

/** On the branch, since the ruleset leaves Dev no tag. Who has write access can make a claim. */
export async function dispatchAsDev(house: House): Promise<number> {
  const { head } = await house.github();
  const claim = await claimAsDev(house, head);
  const inputs = { version: '1.2.0', commit: head, operation: 'rel_byhand', claim };
  const answer = await asDev(house, '/actions/workflows/release.yml/dispatches', {
    ref: 'refs/heads/main',
    inputs,
    return_run_details: true,
  });
  const told: { workflow_run_id: number } = JSON.parse(await answer.text());
  return told.workflow_run_id;
}

async function claimAsDev({ world }: House, commit: string): Promise<string> {
  const [owner = '', name = ''] = NAMES.repository.split('/');
  const scm = createGithub({
    baseUrl: world.urls.github,
    auth: { token: 'ghp_simulated_dev' },
    repository: { owner, name },
    deadlineMs: 10_000,
  });
  const workflow = await scm.workflow('.github/workflows/release.yml', commit);
  if (workflow === undefined) throw new Error('there is no workflow');
  const { path, blob } = workflow;
  const approved = {
    operation: 'rel_byhand',
    planHash: 'of nobody',
    version: '1.2.0',
    commit,
    workflow: { path, blob },
    packages: [{ name: '@awell-health/navi-core', version: '1.2.0' }],
  };
  const { sha } = await scm.openClaim({ approved, date: '2026-11-23T09:00:00Z', onto: null });
  return sha;
}

export async function runOf(house: House, id: number) {
  return (await house.github()).runs.find((run) => run.id === id);
}

/** Navi has looked for foreign runs once, so that it knows from when on they count. */
export async function beginWatch({ context }: House): Promise<void> {
  const subject = { kind: 'store', id: 'workflow-runs' };
  const dueAt = context.clock.now().toISOString();
  await context.store.transaction((tx) =>
    tx.jobs.put({ key: 'watch', kind: 'find-foreign-runs', subject, priority: 'normal', dueAt }),
  );
  await until('it looked', () =>
    context.store.transaction(async (tx) => (await tx.journal.of(subject)).length > 0),
  );
}

export async function answersOf({ context }: House, run: number) {
  const subject = { kind: 'workflow-run', id: String(run) };
  const rows = await context.store.transaction((tx) => tx.journal.of(subject));
  return rows.flatMap(({ row }) =>
    row.event === 'deployment-answered'
      ? [{ answer: row.details['answer'], operation: row.details['operation'], jobs: row.details['jobs'] }]
      : [],
  );
}

/** What the channel was told of runs that Navi has not started. */
export async function alarmsOf({ door }: House): Promise<string[]> {
  return (await door.messages()).map(textOf).filter((text) => text.includes('was not started by Navi'));
}

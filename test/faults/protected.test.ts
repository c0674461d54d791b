import { describe, expect, it } from 'vitest';
import { NAMES } from '../../simulator/variables.ts';
import { createGithub } from '../../src/adapters/github/index.ts';
import { textOf } from '../e2e/slack-door.ts';
import { until } from '../e2e/until.ts';
import { SETTLE_MS } from './day.ts';
import { type House, moment } from './house.ts';
import { prepareRelease } from './prepare.ts';
import { createScene, endsReleased, expectUntouched, LIMIT_MS } from './scene.ts';

const { onDay } = createScene(prepareRelease, { isProtected: true });
const ANSWER = 'actions.reviewCustomGatesForRun';
const DEV = { authorization: 'Bearer ghp_simulated_dev', 'content-type': 'application/json' };

describe('an environment of which Navi is a protection rule', () => {
  it(
    'lets exactly the jobs of the approved run pass, each once, and the card says so',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        const { shown } = await day.operation();
        expect(shown.verdicts).toContainEqual({
          gate: 'publishing is protected',
          is: 'pass',
          evidence: "Navi's App is a protection rule of release",
        });
        day.go();
        const done = await endsReleased(day);
        const run = (await house.github()).runs[0]?.id ?? 0;
        expect(await answersOf(house, run)).toEqual(
          ['upload-pinned', 'publish-npm', 'release-manifest'].map((job) => ({
            answer: 'approved',
            operation: done.id,
            jobs: [job],
          })),
        );
        expect((await house.calls('github', ANSWER)).map(({ status }) => status)).toEqual([204, 204, 204]);
      }),
  );

  it(
    'rejects a run that somebody starts by hand with a claim of their own, and calls the owners once',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await beginWatch(house);
        const run = await dispatchAsDev(house);
        await until('it has ended', async () => (await runOf(house, run))?.status === 'completed', SETTLE_MS);
        expect(await runOf(house, run)).toMatchObject({ conclusion: 'failure' });
        expect(await answersOf(house, run)).toMatchObject([{ answer: 'rejected', operation: null }]);
        await expectUntouched(house);
        const alarm = await until('the alarm', async () => {
          const texts = (await house.door.messages()).map(textOf);
          return texts.find((text) => text.includes('was not started by Navi'));
        });
        expect(alarm).toContain(`run ${run}`);
        expect(alarm).toContain('dev-rao started it');
        expect(alarm).toContain(`/actions/runs/${run}`);
        day.go();
        expect((await day.settled()).state.is).toBe('done');
        await day.quiet();
        const alarms = (await house.door.messages()).filter((one) =>
          textOf(one).includes('was not started by Navi'),
        );
        expect(alarms).toHaveLength(1);
      }),
  );

  it.each([
    ['are lost', { kind: 'reset', times: 500 }],
    ['come twice', { kind: 'duplicate', times: 500 }],
  ])('is answered though webhooks %s', { timeout: LIMIT_MS }, (_how, fault) =>
    onDay(async (day, house) => {
      await house.fault('github', { method: 'deliver.webhook', ...fault });
      day.go();
      await endsReleased(day);
    }),
  );

  it.each([
    ['is lost', { kind: 'accept-then-reset' }],
    ['never arrives', { kind: 'reset' }],
    ['finds the service broken', { kind: 'error', status: 500 }],
  ])('is released once though an answer of Navi’s %s', { timeout: LIMIT_MS }, (_how, fault) =>
    onDay(async (day, house) => {
      await house.fault('github', { method: ANSWER, ...fault });
      day.go();
      const done = await endsReleased(day);
      const run = (await house.github()).runs[0]?.id ?? 0;
      expect(await answersOf(house, run)).toHaveLength(3);
      expect(done.retries).toEqual({});
    }),
  );

  it(
    'is told to the owners once where Navi may not answer it, and goes on when it may',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        const error = 'Resource not accessible by integration';
        await house.fault('github', { method: ANSWER, kind: 'error', status: 403, error, times: 1 });
        day.go();
        await until('the owners are called', async () =>
          (await house.door.messages()).some((one) => textOf(one).includes('Deployments: write')),
        );
        await moment(1);
        // Somebody gives the permission; the next look of GitHub's is a webhook for the same job.
        await house.context.store.transaction(async (tx) => {
          const run = (await house.github()).runs[0]?.id ?? 0;
          const subject = { kind: 'workflow-run', id: String(run) };
          const dueAt = house.context.clock.now().toISOString();
          await tx.jobs.put({ key: 'again', kind: 'answer-deployment', subject, priority: 'normal', dueAt });
        });
        await endsReleased(day);
      }),
  );

  it('keeps everybody but Navi from making the tag', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      const { head } = await house.github();
      const answer = await asDev(house, '/git/refs', { ref: 'refs/tags/v1.2.0', sha: head });
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain('creations being restricted');
      day.go();
      await endsReleased(day);
    }),
  );
});

function asDev({ world }: House, path: string, body: object): Promise<Response> {
  const url = `${world.urls.github}/repos/${NAMES.repository}${path}`;
  return fetch(url, { method: 'POST', headers: DEV, body: JSON.stringify(body) });
}

/** On the branch, since the ruleset leaves Dev no tag. Who has write access can make a claim. */
async function dispatchAsDev(house: House): Promise<number> {
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

async function runOf(house: House, id: number) {
  return (await house.github()).runs.find((run) => run.id === id);
}

/** Navi has looked for foreign runs once, so that it knows from when on they count. */
async function beginWatch({ context }: House): Promise<void> {
  const subject = { kind: 'store', id: 'workflow-runs' };
  const dueAt = context.clock.now().toISOString();
  await context.store.transaction((tx) =>
    tx.jobs.put({ key: 'watch', kind: 'find-foreign-runs', subject, priority: 'normal', dueAt }),
  );
  await until('it looked', () =>
    context.store.transaction(async (tx) => (await tx.journal.of(subject)).length > 0),
  );
}

async function answersOf({ context }: House, run: number) {
  const subject = { kind: 'workflow-run', id: String(run) };
  const rows = await context.store.transaction((tx) => tx.journal.of(subject));
  return rows.flatMap(({ row }) =>
    row.event === 'deployment-answered'
      ? [{ answer: row.details['answer'], operation: row.details['operation'], jobs: row.details['jobs'] }]
      : [],
  );
}

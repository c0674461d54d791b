import { describe, expect, it } from 'vitest';
import { SETTLE_MS } from '../harness/quick/day.ts';
import { createFixture, endsReleased, expectUntouched, LIMIT_MS } from '../harness/quick/fixture.ts';
import { moment } from '../harness/quick/house.ts';
import { until } from '../harness/until.ts';
import { textOf } from '../harness/world/slack-door.ts';
import { alarmsOf, answersOf, asDev, beginWatch, dispatchAsDev, runOf } from './by-hand.ts';
import { prepareRelease } from './prepare.ts';

const { onDay } = createFixture(prepareRelease, { isProtected: true });
const ANSWER = 'actions.reviewCustomGatesForRun';

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
    'rejects a run that is started by hand with its own claim, and alerts the owners once',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await beginWatch(house);
        const run = await dispatchAsDev(house);
        await until('it has ended', async () => (await runOf(house, run))?.status === 'completed', SETTLE_MS);
        expect(await runOf(house, run)).toMatchObject({ conclusion: 'failure' });
        expect(await answersOf(house, run)).toMatchObject([{ answer: 'rejected', operation: null }]);
        await expectUntouched(house);
        const alarm = await until('the alarm', async () => (await alarmsOf(house))[0]);
        expect(alarm).toContain(`Run ${run} of the release workflow`);
        expect(alarm).toContain('dev-rao started it');
        expect(alarm).toContain(`/actions/runs/${run}`);
        day.go();
        expect((await day.settled()).state.is).toBe('done');
        await day.quiet();
        expect(await alarmsOf(house)).toHaveLength(1);
      }),
  );

  it.each([
    ['are lost', { kind: 'reset', times: 500 }],
    ['come twice', { kind: 'duplicate', times: 500 }],
  ])('is answered though webhooks %s', { timeout: LIMIT_MS }, (_how, fault) =>
    onDay(async (day, house) => {
      await house.breakCall('github', { method: 'deliver.webhook', ...fault });
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
      await house.breakCall('github', { method: ANSWER, ...fault });
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
        await house.breakCall('github', { method: ANSWER, kind: 'error', status: 403, error, times: 1 });
        day.go();
        await until('the owners are called', async () =>
          (await house.door.messages()).some((one) => textOf(one).includes('Deployments: write')),
        );
        await moment(1);
        // A person grants the permission; the next look of GitHub's is a webhook for the same job.
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

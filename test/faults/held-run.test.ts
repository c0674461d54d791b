import { describe, expect, it } from 'vitest';
import type { StepState } from '../../src/domain/step.ts';
import { BEN, type Day, SETTLE_MS } from '../harness/quick/day.ts';
import { createFixture, endsReleased, expectUntouched, LIMIT_MS } from '../harness/quick/fixture.ts';
import { type House, moment } from '../harness/quick/house.ts';
import { until } from '../harness/until.ts';
import { reviewRun } from '../harness/world/review-run.ts';
import { textOf } from '../harness/world/slack-door.ts';
import { prepareRelease } from './prepare.ts';

const { onDay } = createFixture(prepareRelease);

describe('a run that GitHub cannot carry on', () => {
  it('never began: said so with its page, and Retry dispatches anew', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await house.control('github', 'runs', { fate: 'startup_failure' });
      day.go();
      const { state } = await day.settled();
      expect(state).toMatchObject({
        is: 'stopped',
        step: 'watch-run',
        choices: ['retry', 'abandon'],
        trouble: {
          code: 'run-never-began',
          detail: expect.stringContaining('startup_failure'),
          url: expect.stringContaining('/actions/runs/'),
        },
      });
      await expectUntouched(house);
      await day.retry();
      const done = await endsReleased(day);
      const dispatches = await house.calls('github', 'actions.createWorkflowDispatch');
      expect(dispatches).toHaveLength(2);
      expect(await house.calls('github', 'actions.reRunWorkflowFailedJobs')).toEqual([]);
      expect(done.retries).toMatchObject({ dispatch: 1, 'watch-run': 0 });
    }),
  );

  it('never began twice: each Retry dispatches one run', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await house.control('github', 'runs', { fate: 'startup_failure', times: 2 });
      day.go();
      await day.settled();
      await day.retry();
      expect((await day.settled()).state).toMatchObject({ trouble: { code: 'run-never-began' } });
      await day.retry();
      await endsReleased(day);
      expect((await house.github()).runs.map(({ conclusion }) => conclusion)).toEqual([
        'success',
        'startup_failure',
        'startup_failure',
      ]);
    }),
  );

  it(
    'never began, and the answer to its second dispatch is lost: the run is found, and not sent again',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await house.control('github', 'runs', { fate: 'startup_failure' });
        day.go();
        await day.settled();
        await house.breakCall('github', {
          method: 'actions.createWorkflowDispatch',
          kind: 'accept-then-reset',
        });
        await day.retry();
        await endsReleased(day);
        expect(await house.calls('github', 'actions.createWorkflowDispatch')).toHaveLength(2);
      }),
  );

  it(
    'failed before its claim and may not be run again: the next Retry dispatches anew',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await house.control('github', 'runs', { fate: 'no-rerun' });
        await house.control('github', 'jobs', { job: 'claim', conclusion: 'failure' });
        day.go();
        expect((await day.settled()).state).toMatchObject({ trouble: { code: 'run-failed' } });
        await day.retry();
        expect((await day.settled()).state).toMatchObject({
          step: 'watch-run',
          trouble: {
            code: 'rerun-refused',
            detail: expect.stringContaining('Unable to retry this workflow run'),
          },
          choices: ['retry', 'abandon'],
        });
        await day.retry();
        await endsReleased(day);
      }),
  );
});

describe('a run that holds the claim', () => {
  it('and may not be run again: the claim is opened anew for the next', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await house.control('github', 'runs', { fate: 'no-rerun' });
      await house.control('github', 'jobs', { job: 'build', conclusion: 'failure' });
      day.go();
      expect((await day.settled()).state).toMatchObject({ trouble: { code: 'run-failed' } });
      await day.retry();
      expect((await day.settled()).state).toMatchObject({ trouble: { code: 'rerun-refused' } });
      await day.retry();
      await endsReleased(day);
      expect((await house.github()).runs.map(({ conclusion }) => conclusion)).toEqual(['success', 'failure']);
    }),
  );
});

describe('a GitHub Enterprise Server that does not know the newest field', () => {
  it('is asked without it, and the run is found', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await house.control('github', 'pace', { enterpriseServer: true });
      try {
        day.go();
        await endsReleased(day);
        expect(
          (await house.calls('github', 'actions.createWorkflowDispatch')).map(({ status }) => status),
        ).toEqual([400, 204]);
      } finally {
        await house.control('github', 'pace', { enterpriseServer: false });
      }
    }),
  );
});

describe('a run that waits for people', () => {
  it(
    'says who can act and where, on card, status and in a call; its deadline stands still',
    { timeout: LIMIT_MS },
    () =>
      onDay(
        async (day, house) => {
          await house.control('github', 'environments', {
            name: 'release',
            reviewers: ['dev-rao', 'team:desk'],
          });
          day.go();
          const { person } = await until(
            'a person is asked',
            async () => {
              const watched = (await day.operation()).steps['watch-run'];
              return watched?.is === 'pending' && watched.person !== undefined ? watched : undefined;
            },
            60_000,
          );
          expect(person).toMatchObject({
            who: 'dev-rao or team desk',
            what: 'to approve release',
            url: expect.stringContaining('/actions/runs/'),
          });
          // Well beyond the deadline: five seconds of Navi's pass in one of the test's.
          await moment(13);
          expect((await day.operation()).state.is).toBe('running');
          await day.quiet();
          await expectAsked(house);
          await approveUntilDone(day, house);
          await endsReleased(day);
        },
        { deadlines: { run: 60_000 } },
      ),
  );

  it('has its deadline again when the person has acted', { timeout: LIMIT_MS }, () =>
    onDay(
      async (day, house) => {
        await house.control('github', 'environments', { name: 'release', reviewers: ['dev-rao'] });
        day.go();
        await until('a person is asked', async () => isAsked((await day.operation()).steps), 60_000);
        await moment(2);
        await house.control('github', 'pace', { stepSeconds: 20 });
        await reviewAsDev(house);
        const { state } = await day.settled();
        expect(state).toMatchObject({ step: 'watch-run', trouble: { code: 'deadline' } });
        await house.control('github', 'pace', { stepSeconds: 0 });
      },
      { deadlines: { run: 8_000 } },
    ),
  );
});

function isAsked(steps: Readonly<Record<string, StepState>>): boolean {
  const watched = steps['watch-run'];
  return watched?.is === 'pending' && watched.person !== undefined;
}

/** The card, a call and the status each name who, and lead to the run. */
async function expectAsked(house: House): Promise<void> {
  const page = /\/awell-health\/navi\/actions\/runs\/\d+/;
  const texts = (await house.door.messages()).map(textOf);
  const card = texts.find((text) => text.includes('Release workflow'));
  expect(card).toContain('waiting for a person');
  expect(card).toMatch(page);
  const call = texts.find((text) => text.includes('Action needed'));
  expect(call).toContain('GitHub waits for dev-rao or team desk to approve release');
  expect(call).toMatch(page);
  const status = textOf(await house.door.answerTo(BEN, 'status'));
  expect(status).toContain('dev-rao or team desk to approve release on GitHub');
}

/** Each job that publishes asks anew. */
async function approveUntilDone(day: Day, house: House): Promise<void> {
  await until(
    'every job was let pass',
    async () => {
      if ((await house.github()).runs[0]?.status === 'waiting') await reviewAsDev(house);
      return (await day.operation()).steps['watch-run']?.is === 'done';
    },
    SETTLE_MS,
  );
}

async function reviewAsDev({ world, github }: House): Promise<void> {
  await reviewRun(world.urls.github ?? '', (await github()).runs[0]?.id);
}

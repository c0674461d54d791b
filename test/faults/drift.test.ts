import { describe, expect, it } from 'vitest';
import { BEN } from '../harness/quick/day.ts';
import { createFixture, endsReleased, expectUntouched, LIMIT_MS } from '../harness/quick/fixture.ts';
import { git, goUntilSlow, pushToMain } from '../harness/quick/hands.ts';
import { until } from '../harness/until.ts';
import { prepareRelease } from './prepare.ts';

const { onDay } = createFixture(prepareRelease);

describe('git', () => {
  it('has the tag at the same commit already: fine', { timeout: LIMIT_MS }, () =>
    onDay(async (day, house) => {
      await goUntilSlow(day, 'github', { method: 'git.createTag', seconds: 1 });
      await git(house, 'update-ref', 'refs/tags/v1.2.0', 'refs/heads/main');
      await endsReleased(day);
    }),
  );

  it(
    'gets the tag at another commit while ours is made: held, nothing dispatched',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await goUntilSlow(day, 'github', { method: 'git.createTag', seconds: 1 });
        await git(house, 'update-ref', 'refs/tags/v1.2.0', 'refs/heads/main~1');
        const { state } = await day.settled();
        expect(state).toMatchObject({ is: 'stopped', step: 'tag', trouble: { code: 'drift' } });
        expect((await house.github()).runs).toEqual([]);
        await expectUntouched(house);
      }),
  );

  it(
    'gets the tag at another commit while the dispatch is on its way: that run is ended, the owners are called',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        const head = (await git(house, 'rev-parse', 'refs/heads/main')).trim();
        await goUntilSlow(day, 'github', { method: 'actions.createWorkflowDispatch', seconds: 1.5 });
        await pushToMain(house);
        await git(house, 'update-ref', 'refs/tags/v1.2.0', 'refs/heads/main');
        const { id, state } = await day.settled();
        expect(state).toMatchObject({
          is: 'stopped',
          step: 'watch-run',
          trouble: { code: 'run-differs', detail: expect.stringContaining(`approved was ${head}`) },
          choices: ['abandon'],
        });
        await until('the run has ended', async () =>
          (await house.github()).runs.every(({ status }) => status === 'completed'),
        );
        await until('the claim is revoked', async () =>
          (await git(house, 'cat-file', 'blob', `refs/navi/${id}:claim.json`)).includes('"revoked"'),
        );
        await expectUntouched(house);
      }),
  );

  it(
    'has the tag at another commit before the first write: refused, nothing written',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        await git(house, 'update-ref', 'refs/tags/v1.2.0', 'refs/heads/main~1');
        day.go();
        const { state } = await day.settled();
        expect(['stopped', 'awaiting-approval']).toContain(state.is);
        expect((await house.github()).runs).toEqual([]);
        await expectUntouched(house);
      }),
  );

  it('has the tag at another commit when the release is asked for: refused', { timeout: LIMIT_MS }, () =>
    onDay(
      async (_day, house) => {
        await git(house, 'update-ref', 'refs/tags/v1.2.0', 'refs/tags/v1.1.0^{commit}');
        const { text } = await house.door.answerTo(BEN, 'release v1.2.0');
        expect(text).toMatch(/^Refused for .* has version 1\.1\.0 in this commit; you requested 1\.2\.0/);
        expect(await house.door.cards()).toEqual([]);
      },
      { from: null },
    ),
  );

  it(
    'gets another commit on the default branch: fine, what was approved is released',
    { timeout: LIMIT_MS },
    () =>
      onDay(async (day, house) => {
        const planned = (await house.github()).head;
        await pushToMain(house);
        day.go();
        const done = await day.settled();
        expect(done.state.is).toBe('done');
        await day.quiet();
        const { tags, runs } = await house.github();
        expect(tags.find(({ name }) => name === 'v1.2.0')).toEqual({ name: 'v1.2.0', commit: planned });
        expect(runs.map(({ conclusion }) => conclusion)).toEqual(['success']);
      }),
  );
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { explain } from '../../../src/domain/refusals.ts';
import { carryRelease, choose, planRelease } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** More commits on the default branch, the last one's check green. */
async function push(...titles: string[]): Promise<void> {
  for (const title of titles) app.world.scm.push({ title });
  const { head } = await app.world.scm.defaultBranch();
  app.world.scm.setChecks(head, [{ name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' }]);
}

it('a foreign tag behind the default branch is shown with the missing commits', async () => {
  const { scm } = app.world;
  scm.putTag('v1.2.0', (await scm.defaultBranch()).head);
  await push('One', 'Two', 'Three');

  expect(await planRelease(app)).toMatchObject({ is: 'accepted' });

  const [operation] = await app.store.transaction((tx) => tx.operations.recent(1));
  expect(operation?.shown.verdicts).toContainEqual({
    gate: 'no tag is left over',
    is: 'warn',
    evidence: 'v1.2.0 exists already, and main is 3 commits ahead of it: Three · Two · One',
  });
});

it('a tag that Navi made for a release that ended without one blocks, with the way on', async () => {
  const { world } = app;
  world.scm.onRun((run) => world.scm.finishRun(run.id, { claim: 'success', build: 'failure' }));
  const stopped = await carryRelease(app);
  await choose(app, 'abandon', stopped);
  await app.work();
  await push('The fix');

  const answer = await planRelease(app);

  if (answer.is !== 'refusal') throw new Error(`not refused: ${JSON.stringify(answer)}`);
  const [reason] = answer.refusal.reasons;
  expect(answer.refusal.reasons).toMatchObject([
    { code: 'tag-left-over', operation: stopped.id, next: 'v1.2.1' },
  ]);
  expect(reason && explain(reason).text).toContain('main is 1 commit ahead of it: The fix');

  world.scm.tags.delete('v1.2.0');
  expect(await planRelease(app)).toMatchObject({ is: 'accepted' });
});

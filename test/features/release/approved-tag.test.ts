import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { releaseContent } from '../../../src/features/release/plans/release-content.ts';
import { NO_COMMIT } from '../../../src/ports/scm.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { carryRelease, choose, planRelease, release } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** Somebody pushes a commit that nobody has approved. */
const unapproved = () => app.world.scm.push({ title: 'Not approved' });

it('a tag that leads to no commit blocks, and says what to do', async () => {
  const problem = 'the tag v1.2.0 leads to a tree, not to a commit';
  const refused = { service: 'github', call: 'tag', kind: 'refused', problem, code: NO_COMMIT } as const;
  app.world.scm.breakCall('tag', new ServiceError(refused), 1);

  expect(await planRelease(app)).toMatchObject({
    refusal: {
      reasons: [
        {
          code: 'gate-refused',
          text: `v1.2.0 cannot be released: ${problem}.`,
          next: expect.stringContaining('git push origin :refs/tags/v1.2.0'),
        },
      ],
    },
  });
});

describe('a branch that has the name of the tag', () => {
  it('blocks at the plan', async () => {
    app.world.scm.putBranch('v1.2.0', unapproved());

    const answer = await planRelease(app);

    expect(answer).toMatchObject({ is: 'refusal' });
    expect(JSON.stringify(answer)).toContain('branch-named-as-tag');
  });

  it('blocks just before the dispatch, and nothing is started until it is gone', async () => {
    const { world } = app;
    const asked = await app.request();
    world.scm.before('createTag', () => world.scm.putBranch('v1.2.0', unapproved()));
    await app.approve(asked);
    await app.work();

    expect((await app.operation(asked.id)).state).toMatchObject({
      is: 'stopped',
      step: 'dispatch',
      trouble: { code: 'foreign', detail: expect.stringContaining('a branch is named v1.2.0') },
    });
    expect(world.scm.callsOf('dispatch')).toEqual([]);
  });
});

describe('names that are handed to GitHub', () => {
  it('are full: the tag by its ref, everything else by its commit', async () => {
    const done = await release(app);
    const { scm } = app.world;
    const sha = expect.stringMatching(/^[0-9a-f]{40}$/);

    expect(done.state.is).toBe('done');
    expect(scm.callsOf('dispatch')).toMatchObject([[{ ref: 'refs/tags/v1.2.0' }]]);
    expect(scm.callsOf('createRelease')).toMatchObject([[{ tag: 'v1.2.0', commit: sha }]]);
    expect(scm.callsOf('generateNotes')).toMatchObject([[{ tag: 'v1.2.0', commit: sha }]]);
    for (const [base, head] of scm.callsOf('compare')) expect([base, head]).toEqual([sha, sha]);
    for (const call of ['packageAt', 'textFile', 'workflow'] as const)
      for (const [, commit] of scm.callsOf(call)) expect(commit).toEqual(sha);
  });
});

describe('a tag that is deleted during the run', () => {
  it('stops the release before customers get it; put back, the release goes on', async () => {
    const { world } = app;
    world.scm.onRun(async (run) => {
      await world.runWorkflow(run);
      unapproved();
      world.scm.tags.delete('v1.2.0');
    });
    const stopped = await carryRelease(app);

    expect(stopped.state).toMatchObject({
      is: 'stopped',
      step: 'read-manifest',
      trouble: { code: 'drift', detail: expect.stringContaining('does not exist any more') },
    });
    expect(world.objects.callsOf('copy')).toEqual([]);

    world.scm.putTag('v1.2.0', releaseContent.in(stopped)?.commit ?? '');
    await choose(app, 'retry', stopped);
    await app.work();
    expect((await app.operation(stopped.id)).state.is).toBe('done');
  });

  it('is not made again by the release page when everything is live, and that is a remark', async () => {
    const { world } = app;
    world.registry.before('moveDistTag', () => {
      unapproved();
      world.scm.tags.delete('v1.2.0');
    });

    const done = await release(app);

    expect(done.state.is).toBe('done');
    expect(world.scm.tags.has('v1.2.0')).toBe(false);
    expect(world.scm.releases.size).toBe(0);
    expect(done.steps['github-release']).toMatchObject({
      is: 'done',
      evidence: { remark: expect.stringContaining('no release page was made') },
    });
  });
});

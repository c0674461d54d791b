import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { cardFor } from '../../../src/outbox/card/card-for.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { carryRelease, choose, planRelease, rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';
import { named } from '../../harness/app/decisions.ts';

const CORE = '@awell-health/navi-core';
let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

/** v1.2.0 whose workflow failed before it published, stopped by Cleo. */
async function leftBehind(): Promise<Operation> {
  const { scm } = app.world;
  scm.onRun((run) => scm.finishRun(run.id, { claim: 'success', build: 'failure' }));
  const stopped = await carryRelease(app);
  await app.use.stopRelease({ ...rollbackRequest(app), release: 'v1.2.0', reason: undefined });
  await app.work();
  return app.operation(stopped.id);
}

const ask = (as = 'cleo', tag = 'v1.2.0') => ({ tag, caller: app.caller(as), place: RELEASES });
const offers = (operation: Operation) => named(cardFor(app.context, operation).buttons);
const outcome = (operation: Operation) => cardFor(app.context, operation).outcome;

async function refused(tag = 'v1.2.0') {
  const answer = await app.use.previewDeleteTag(ask('cleo', tag));
  return answer.is === 'refusal' ? answer.refusal.reasons : answer;
}

const events = async ({ id }: Operation) =>
  (await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id })))
    .map(({ row }) => row.event)
    .filter((event) => event.startsWith('tag-'));

describe('the tag of a release that ended without one', () => {
  it('is offered for deletion when its run has ended and nothing was made from it', async () => {
    const release = await leftBehind();

    expect(release.leftTag).toMatchObject({ is: 'deletable', next: 'v1.2.1' });
    expect(offers(release)).toEqual(['delete-tag', 'details']);
    expect(app.world.scm.callsOf('deleteTag')).toEqual([]);
  });

  it('is deleted once, by who may end a release, and the version can be asked for again', async () => {
    const release = await leftBehind();
    const { scm } = app.world;
    const object = scm.tags.get('v1.2.0')?.object;

    expect(await app.use.previewDeleteTag(ask())).toMatchObject({
      is: 'confirmation',
      form: { words: ['delete-tag', 'v1.2.0'], button: 'Delete tag' },
    });
    expect(await app.use.deleteTag(ask())).toMatchObject({ is: 'accepted' });
    expect(await app.use.deleteTag(ask())).toMatchObject({ is: 'accepted', text: /is being deleted/ });
    await app.work();

    expect(scm.callsOf('deleteTag')).toEqual([[{ name: 'v1.2.0', object }]]);
    expect(await events(release)).toEqual(['tag-deletion-asked', 'tag-deletion-intended', 'tag-deleted']);
    const after = await app.operation(release.id);
    expect(after.leftTag).toMatchObject({ is: 'deleted', by: 'Cleo Martins' });
    expect(outcome(after)).toContain('The tag v1.2.0 was deleted by Cleo Martins.');
    expect(offers(after)).toEqual(['details']);
    expect(await planRelease(app)).toMatchObject({ is: 'accepted' });
  });

  it.each([
    ['an engineer', () => app.caller('dev'), 'permission-missing'],
    ['an unproven caller', () => ({ is: 'unproven', claimed: 'cleo' }) as const, 'token-invalid'],
    ['a stranger', () => ({ is: 'stranger', account: 'x', why: 'unknown' }) as const, 'stranger'],
  ])('is not deleted by %s', async (_, caller, code) => {
    await leftBehind();

    const answer = await app.use.deleteTag({ ...ask(), caller: caller() });
    await app.work();

    expect(answer).toMatchObject({ is: 'refusal', refusal: { reasons: [{ code }] } });
    expect(app.world.scm.tags.has('v1.2.0')).toBe(true);
  });

  it.each(['acceptThenFail', 'breakCall'] as const)(
    'after an unanswered request (%s) goes once',
    async (how) => {
      const release = await leftBehind();
      const { scm } = app.world;
      if (how === 'acceptThenFail') scm.acceptThenFail('deleteTag');
      else scm.breakCall('deleteTag', 'unknown');

      await app.use.deleteTag(ask());
      await app.work(10_000);
      expect(scm.callsOf('deleteTag')).toHaveLength(1);
      await app.work(900_000);

      expect(scm.callsOf('deleteTag')).toHaveLength(how === 'breakCall' ? 2 : 1);
      expect(scm.tags.has('v1.2.0')).toBe(false);
      expect((await app.operation(release.id)).leftTag).toMatchObject({ is: 'deleted' });
    },
  );

  it('stays where a ruleset refuses its deletion, with the next step', async () => {
    const release = await leftBehind();
    const problem = 'Repository rule violations found: Cannot delete ref due to deletions being restricted.';
    app.world.scm.breakCall(
      'deleteTag',
      new ServiceError({ service: 'github', call: 'deleteTag', kind: 'refused', problem, requestId: 'E7:1' }),
    );

    await app.use.deleteTag(ask());
    await app.work();

    const after = await app.operation(release.id);
    expect(app.world.scm.tags.has('v1.2.0')).toBe(true);
    expect(outcome(after)).toMatch(/deletions being restricted.*bypass the ruleset.*v1\.2\.1 is free/);
    expect(await events(release)).toEqual(['tag-deletion-asked', 'tag-deletion-intended', 'tag-kept']);
    const subject = { kind: 'operation', id: release.id } as const;
    const rows = await app.store.transaction((tx) => tx.journal.of(subject));
    expect(rows.at(-1)?.row).toMatchObject({ event: 'tag-kept', requestIds: ['E7:1'] });
  });

  it('stays where GitHub does not answer for long', async () => {
    const release = await leftBehind();
    await app.use.deleteTag(ask());
    app.world.scm.breakCall('tag', 'rate-limited', 10_000);
    await app.work(3_600_000);

    expect((await app.operation(release.id)).leftTag).toMatchObject({
      is: 'stays',
      why: [expect.stringContaining('GitHub did not answer')],
    });
    expect(app.world.scm.callsOf('deleteTag')).toEqual([]);
  });

  it('that was put elsewhere after the question is not deleted', async () => {
    const release = await leftBehind();
    const { scm } = app.world;
    await app.use.deleteTag(ask());
    scm.putTag('v1.2.0', (await scm.defaultBranch()).head);
    await app.work();

    expect(scm.callsOf('deleteTag')).toEqual([]);
    expect((await app.operation(release.id)).leftTag).toMatchObject({
      is: 'stays',
      why: [expect.stringContaining('not the tag that Navi made')],
    });
  });
});

describe('the tag stays, and the next free version is named', () => {
  it('while the run goes on', async () => {
    const { scm } = app.world;
    scm.setHeedsCancel(false);
    const asked = await app.request();
    await app.approve(asked);
    await app.work(20_000);
    await app.use.stopRelease({ ...rollbackRequest(app), release: 'v1.2.0', reason: undefined });

    const [reason] = [await refused()].flat();
    expect(reason).toMatchObject({ code: 'tag-stays', why: [expect.stringMatching(/claim|run/)] });
    expect(offers(await app.operation(asked.id))).toEqual(['details']);
    await app.work(900_000);
    expect((await app.operation(asked.id)).leftTag).toMatchObject({ is: 'deletable' });
  });

  it.each([
    ['on npm', () => app.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'next' }), 'is on npm'],
    [
      'unpublished from npm',
      () => {
        app.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'next' });
        app.world.registry.unpublish(CORE, '1.2.0');
      },
      'was unpublished',
    ],
    [
      'in the bucket',
      () => app.world.objects.put({ path: 'v1.2.0/navi-loader.js.map', text: 'x' }),
      'is in the bucket',
    ],
  ])('where something of it is %s', async (_, change, why) => {
    const { scm } = app.world;
    scm.onRun((run) => {
      change();
      scm.finishRun(run.id, { claim: 'success', build: 'failure' });
    });
    const stopped = await carryRelease(app);
    await choose(app, 'abandon', stopped);
    await app.work(900_000);

    const release = await app.operation(stopped.id);
    expect(release.leftTag).toMatchObject({
      is: 'stays',
      why: [expect.stringContaining(why)],
      next: 'v1.2.1',
    });
    expect(offers(release)).toEqual(['details']);
    expect(await refused()).toMatchObject([{ code: 'tag-stays', next: 'v1.2.1' }]);
  });

  it('where it is not the object that the journal says Navi made', async () => {
    const { id } = await leftBehind();
    const { scm } = app.world;
    const other = scm.putTag('v1.2.0', (await scm.defaultBranch()).head);
    // The state alone says that Navi made this one.
    await app.store.transaction(async (tx) => {
      const release = await tx.operations.lock(id);
      if (release === undefined) throw new Error('it is gone');
      const { since, begunAt } = { since: '', begunAt: '' };
      const tag = { is: 'done' as const, since, begunAt, evidence: { object: other.object } };
      await tx.operations.save({ ...release, steps: { ...release.steps, tag } });
    });

    expect(await refused()).toMatchObject([{ why: [expect.stringContaining('not the tag that Navi made')] }]);
  });

  it('and a version is free only where no tag, no package and no object of it exists', async () => {
    await leftBehind();
    const { scm, registry, objects } = app.world;
    scm.putTag('v1.2.1', (await scm.defaultBranch()).head);
    registry.publish({ name: CORE, version: '1.2.2', tag: 'hotfix' });
    registry.publish({ name: CORE, version: '1.2.3', tag: 'hotfix' });
    registry.unpublish(CORE, '1.2.3');
    objects.put({ path: 'v1.2.4/navi-release.json', text: '{}' });

    const answer = await planRelease(app);
    expect(answer).toMatchObject({ refusal: { reasons: [{ code: 'tag-left-over', next: 'v1.2.5' }] } });
  });

  it('where no release of Navi has left it', async () => {
    app.world.scm.putTag('v1.2.0', (await app.world.scm.defaultBranch()).head);
    expect(await refused()).toMatchObject([{ code: 'no-left-tag' }]);
    expect(await refused('rel_unknown')).toMatchObject([{ code: 'no-left-tag' }]);
  });
});

it('a tag from before the release is not Navi’s: it neither blocks nor is deleted', async () => {
  const { scm } = app.world;
  scm.putTag('v1.2.0', (await scm.defaultBranch()).head);
  await leftBehind();

  expect(await refused()).toMatchObject([
    { code: 'tag-stays', why: ['the journal does not show that Navi made it'] },
  ]);
  expect(await planRelease(app)).toMatchObject({ is: 'accepted' });
});

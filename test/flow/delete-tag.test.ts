import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { cardFor } from '../../src/flow/card.ts';
import { NeighbourError } from '../../src/ports/neighbour-error.ts';
import { named } from '../builders/decisions.ts';
import { carryRelease, choose, planRelease, rollbackRequest } from './deeds.ts';
import { openDesk, RELEASES, type TestDesk } from './desk.ts';

const CORE = '@awell-health/navi-core';
let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

/** v1.2.0 whose workflow failed before it published, stopped by Cleo. */
async function leftBehind(): Promise<Operation> {
  const { scm } = desk.world;
  scm.onRun((run) => scm.finishRun(run.id, { claim: 'success', build: 'failure' }));
  const stopped = await carryRelease(desk);
  await desk.use.stopRelease({ ...rollbackRequest(desk), release: 'v1.2.0', reason: undefined });
  await desk.work();
  return desk.operation(stopped.id);
}

const ask = (as = 'cleo', tag = 'v1.2.0') => ({ tag, caller: desk.caller(as), place: RELEASES });
const offers = (operation: Operation) => named(cardFor(desk.ground, operation).buttons);
const outcome = (operation: Operation) => cardFor(desk.ground, operation).outcome;

async function refused(tag = 'v1.2.0') {
  const answer = await desk.use.previewDeleteTag(ask('cleo', tag));
  return answer.is === 'refusal' ? answer.refusal.reasons : answer;
}

const events = async ({ id }: Operation) =>
  (await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id })))
    .map(({ row }) => row.event)
    .filter((event) => event.startsWith('tag-'));

describe('the tag of a release that ended without one', () => {
  it('is offered for deletion when its run has ended and nothing was made from it', async () => {
    const release = await leftBehind();

    expect(release.leftTag).toMatchObject({ is: 'deletable', next: 'v1.2.1' });
    expect(offers(release)).toEqual(['delete-tag', 'details']);
    expect(desk.world.scm.callsOf('deleteTag')).toEqual([]);
  });

  it('is deleted once, by who may end a release, and the version can be asked for again', async () => {
    const release = await leftBehind();
    const { scm } = desk.world;
    const object = scm.tags.get('v1.2.0')?.object;

    expect(await desk.use.previewDeleteTag(ask())).toMatchObject({
      is: 'confirmation',
      form: { words: ['delete-tag', 'v1.2.0'], button: 'Delete tag' },
    });
    expect(await desk.use.deleteTag(ask())).toMatchObject({ is: 'accepted' });
    expect(await desk.use.deleteTag(ask())).toMatchObject({ is: 'accepted', text: /is being deleted/ });
    await desk.work();

    expect(scm.callsOf('deleteTag')).toEqual([[{ name: 'v1.2.0', object }]]);
    expect(await events(release)).toEqual(['tag-deletion-asked', 'tag-deletion-intended', 'tag-deleted']);
    const after = await desk.operation(release.id);
    expect(after.leftTag).toMatchObject({ is: 'deleted', by: 'Cleo Martins' });
    expect(outcome(after)).toContain('The tag v1.2.0 was deleted by Cleo Martins.');
    expect(offers(after)).toEqual(['details']);
    expect(await planRelease(desk)).toMatchObject({ is: 'accepted' });
  });

  it.each([
    ['an engineer', () => desk.caller('dev'), 'permission-missing'],
    ['an unproven caller', () => ({ is: 'unproven', claimed: 'cleo' }) as const, 'token-invalid'],
    ['a stranger', () => ({ is: 'stranger', account: 'x', why: 'unknown' }) as const, 'stranger'],
  ])('is not deleted by %s', async (_, caller, code) => {
    await leftBehind();

    const answer = await desk.use.deleteTag({ ...ask(), caller: caller() });
    await desk.work();

    expect(answer).toMatchObject({ is: 'refusal', refusal: { reasons: [{ code }] } });
    expect(desk.world.scm.tags.has('v1.2.0')).toBe(true);
  });

  it.each(['acceptThenFail', 'failNext'] as const)(
    'after an unanswered request (%s) goes once',
    async (how) => {
      const release = await leftBehind();
      const { scm } = desk.world;
      if (how === 'acceptThenFail') scm.acceptThenFail('deleteTag');
      else scm.failNext('deleteTag', 'unknown');

      await desk.use.deleteTag(ask());
      await desk.work(10_000);
      expect(scm.callsOf('deleteTag')).toHaveLength(1);
      await desk.work(900_000);

      expect(scm.callsOf('deleteTag')).toHaveLength(how === 'failNext' ? 2 : 1);
      expect(scm.tags.has('v1.2.0')).toBe(false);
      expect((await desk.operation(release.id)).leftTag).toMatchObject({ is: 'deleted' });
    },
  );

  it('stays where a ruleset refuses its deletion, with the next step', async () => {
    const release = await leftBehind();
    const problem = 'Repository rule violations found: Cannot delete ref due to deletions being restricted.';
    desk.world.scm.failNext(
      'deleteTag',
      new NeighbourError({ neighbour: 'github', call: 'deleteTag', kind: 'refused', problem }),
    );

    await desk.use.deleteTag(ask());
    await desk.work();

    const after = await desk.operation(release.id);
    expect(desk.world.scm.tags.has('v1.2.0')).toBe(true);
    expect(outcome(after)).toMatch(/deletions being restricted.*bypass the ruleset.*v1\.2\.1 is free/);
    expect(await events(release)).toEqual(['tag-deletion-asked', 'tag-deletion-intended', 'tag-kept']);
  });

  it('stays where GitHub does not answer for long', async () => {
    const release = await leftBehind();
    await desk.use.deleteTag(ask());
    desk.world.scm.failNext('tag', 'rate-limited', 10_000);
    await desk.work(3_600_000);

    expect((await desk.operation(release.id)).leftTag).toMatchObject({
      is: 'stays',
      why: [expect.stringContaining('GitHub did not answer')],
    });
    expect(desk.world.scm.callsOf('deleteTag')).toEqual([]);
  });

  it('that was put elsewhere after the question is not deleted', async () => {
    const release = await leftBehind();
    const { scm } = desk.world;
    await desk.use.deleteTag(ask());
    scm.putTag('v1.2.0', (await scm.defaultBranch()).head);
    await desk.work();

    expect(scm.callsOf('deleteTag')).toEqual([]);
    expect((await desk.operation(release.id)).leftTag).toMatchObject({
      is: 'stays',
      why: [expect.stringContaining('not the tag that Navi made')],
    });
  });
});

describe('the tag stays, and the next free version is named', () => {
  it('while the run goes on', async () => {
    const { scm } = desk.world;
    scm.setHeedsCancel(false);
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.work(20_000);
    await desk.use.stopRelease({ ...rollbackRequest(desk), release: 'v1.2.0', reason: undefined });

    const [reason] = [await refused()].flat();
    expect(reason).toMatchObject({ code: 'tag-stays', why: [expect.stringMatching(/claim|run/)] });
    expect(offers(await desk.operation(asked.id))).toEqual(['details']);
    await desk.work(900_000);
    expect((await desk.operation(asked.id)).leftTag).toMatchObject({ is: 'deletable' });
  });

  it.each([
    ['on npm', () => desk.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'next' }), 'is on npm'],
    [
      'unpublished from npm',
      () => {
        desk.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'next' });
        desk.world.registry.unpublish(CORE, '1.2.0');
      },
      'was unpublished',
    ],
    [
      'in the bucket',
      () => desk.world.objects.put({ path: 'v1.2.0/navi-loader.js.map', text: 'x' }),
      'is in the bucket',
    ],
  ])('where something of it is %s', async (_, change, why) => {
    const { scm } = desk.world;
    scm.onRun((run) => {
      change();
      scm.finishRun(run.id, { claim: 'success', build: 'failure' });
    });
    const stopped = await carryRelease(desk);
    await choose(desk, 'abandon', stopped);
    await desk.work(900_000);

    const release = await desk.operation(stopped.id);
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
    const { scm } = desk.world;
    const other = scm.putTag('v1.2.0', (await scm.defaultBranch()).head);
    // The state alone says that Navi made this one.
    await desk.store.transaction(async (tx) => {
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
    const { scm, registry, objects } = desk.world;
    scm.putTag('v1.2.1', (await scm.defaultBranch()).head);
    registry.publish({ name: CORE, version: '1.2.2', tag: 'hotfix' });
    registry.publish({ name: CORE, version: '1.2.3', tag: 'hotfix' });
    registry.unpublish(CORE, '1.2.3');
    objects.put({ path: 'v1.2.4/navi-release.json', text: '{}' });

    const answer = await planRelease(desk);
    expect(answer).toMatchObject({ refusal: { reasons: [{ code: 'tag-left-over', next: 'v1.2.5' }] } });
  });

  it('where no release of Navi has left it', async () => {
    desk.world.scm.putTag('v1.2.0', (await desk.world.scm.defaultBranch()).head);
    expect(await refused()).toMatchObject([{ code: 'no-left-tag' }]);
    expect(await refused('rel_unknown')).toMatchObject([{ code: 'no-left-tag' }]);
  });
});

it('a tag that was there before the release is somebody else’s: it neither blocks nor is deleted', async () => {
  const { scm } = desk.world;
  scm.putTag('v1.2.0', (await scm.defaultBranch()).head);
  await leftBehind();

  expect(await refused()).toMatchObject([
    { code: 'tag-stays', why: ['the journal does not show that Navi made it'] },
  ]);
  expect(await planRelease(desk)).toMatchObject({ is: 'accepted' });
});

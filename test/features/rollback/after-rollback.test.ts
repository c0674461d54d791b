import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resume } from '../../../src/app/resume.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { hashPlan } from '../../../src/domain/plan.ts';
import type { StepState } from '../../../src/domain/step.ts';
import { planRelease, pushVersion, release, rollBack, rollbackRequest } from '../../harness/app/actions.ts';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';
import { codes, POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { makeReady } from '../../model/world-actions.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('after a rollback', () => {
  it('the line is locked for releases until it is unlocked with a reason', async () => {
    await release(app);
    await rollBack(app);
    await app.work(900_000);
    pushVersion(app, '1.2.1');

    expect(codes(await planRelease(app, { version: 'v1.2.1' }))).toEqual(['line-locked']);
    await app.use.unlock({ releaseLine: 'v1', reason: 'fixed', caller: app.caller('cleo'), place: RELEASES });

    expect(await planRelease(app, { version: 'v1.2.1' })).toMatchObject({ is: 'accepted' });
  });

  it('it is over when it is announced, and holds nothing', async () => {
    await release(app);
    const asked = await rollBack(app);
    await app.work(30_000);

    expect((await app.operation(asked.id)).state.is).toBe('done');
    expect(asked.plan.content.steps.map(({ kind }) => kind)).not.toContain('watch-surfaces');
    const surfaces = await app.store.transaction((tx) => tx.surfaces.all());
    expect(surfaces.filter(({ heldBy }) => heldBy !== null)).toEqual([]);
  });

  it('a patch is planned and released as soon as the line is unlocked', async () => {
    await release(app);
    await rollBack(app);
    await app.work(30_000);
    await app.use.unlock({ releaseLine: 'v1', reason: 'fixed', caller: app.caller('cleo'), place: RELEASES });
    makeReady(app.world, '1.2.1');
    const answer = await planRelease(app, { version: 'v1.2.1' });
    if (answer.is !== 'accepted') throw new Error(JSON.stringify(answer));
    await app.work(2_000);
    await app.approve(await app.operation(answer.operation));
    await app.work(900_000);

    expect((await app.operation(answer.operation)).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.2.1'));
  });

  it.each([
    ['in its watch', 'pending', { attempt: 0, expects: 'the end of the watch', sent: null }],
    ['in a purge that its watch began', 'pending', { attempt: 1, expects: 'x', sent: { takenBack: true } }],
    ['in a write of its watch', 'intended', { epoch: 1, attempt: 1 }],
  ])('one of an older version that was %s ends when it is looked at', async (_what, is, rest) => {
    await release(app);
    const { id } = await rollBack(app);
    await app.work(30_000);
    const old = await app.store.transaction(async (tx) => {
      const now = await tx.operations.lock(id);
      if (now === undefined) throw new Error('gone');
      const at = app.world.clock.now().toISOString();
      const watch = {
        id: 'watch-surfaces',
        kind: 'watch-surfaces',
        after: ['announce'],
        params: { forMs: 600_000, pointer: { path: POINTER }, tags: [] },
      };
      const content = { ...now.plan.content, steps: [...now.plan.content.steps, watch] };
      const state = { is, begunAt: at, since: at, askAgainAt: at, ...rest } as unknown as StepState;
      const opened: Operation = {
        ...now,
        plan: { ...now.plan, content, hash: hashPlan(content) },
        state: { is: 'running', since: at },
        steps: { ...now.steps, 'watch-surfaces': state },
        finishedAt: null,
      };
      const entry = {
        subject: { kind: 'operation', id },
        planHash: opened.plan.hash,
        actor: { is: 'navi' },
      } as const;
      tx.journal.append({ ...entry, event: 'requested', details: {} });
      tx.journal.append({ ...entry, event: 'approved', details: { confirmed: true } });
      await tx.operations.save(opened);
      return opened;
    });
    expect(old.state.is).toBe('running');
    await resume(app.context);
    await app.work(30_000);

    expect(await app.operation(id)).toMatchObject({
      state: { is: 'done' },
      steps: { 'watch-surfaces': { is: 'done' } },
    });
  });

  it('reminds of the review it owes', async () => {
    await release(app);
    await rollBack(app);
    await app.work(900_000);

    await app.world.clock.advance(2 * 86_400_000);
    await app.work(60_000);

    expect(app.world.chat.posts.filter((post) => post.key.startsWith('review:'))).toHaveLength(1);
  });
});

describe('what was rolled back', () => {
  it('is faulty from then on: neither a target nor released again', async () => {
    await release(app);
    await rollBack(app);
    await app.work(900_000);
    await app.use.unlock({ releaseLine: 'v1', reason: 'fixed', caller: app.caller('cleo'), place: RELEASES });

    expect(codes(await app.use.rollBack(rollbackRequest(app, { target: 'v1.2.0', reason: 'x' })))).toEqual([
      'target-quarantined',
    ]);
    const again = await planRelease(app);
    expect(codes(again)).toEqual(['already-released']);
  });
});

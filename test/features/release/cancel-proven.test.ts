import { afterEach, beforeEach, expect, it } from 'vitest';
import { withStep } from '../../../src/domain/operation.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { choose } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { heldSurfaces, latest, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

it('a release that is cancelled after everything was moved and proven ends as done, and customers keep it', async () => {
  app.letWorkflowRun();
  const away = { service: 'github', call: 'releaseByTag', kind: 'unknown', problem: 'away' } as const;
  app.world.scm.before('releaseByTag', () => {
    throw new ServiceError(away);
  });
  const { id } = await app.request();
  await app.approve(await app.operation(id));
  await app.work(30_000);
  expect((await app.operation(id)).steps['read-back']).toMatchObject({ is: 'done' });
  // As an older version has left it, in which the release page could stop a release.
  await app.store.transaction(async (tx) => {
    const release = await tx.operations.lock(id);
    if (release === undefined) throw new Error('it is gone');
    const since = app.world.clock.now().toISOString();
    const reason = { code: 'refused', detail: 'the body is too long' } as const;
    const choices = ['retry', 'abandon'] as const;
    const step = 'github-release';
    const held = withStep(release, step, { is: 'held', begunAt: since, since, reason, choices });
    const state = { is: 'stopped', since, step, how: 'held', trouble: reason, choices } as const;
    await tx.operations.save({ ...held, state });
  });

  const answer = await choose(app, 'abandon', await app.operation(id));
  await app.work();

  expect(answer).toMatchObject({ is: 'accepted', text: expect.stringContaining('ends as done') });
  expect((await app.operation(id)).state.is).toBe('done');
  expect([pointerText(app), latest(app, 'navi-js')]).toEqual([loaderText('1.2.0'), '1.2.0']);
  expect(app.world.objects.callsOf('copy')).toHaveLength(1);
  expect(app.world.registry.truth('@awell-health/navi-js')?.versions['1.2.0']?.deprecated).toBeUndefined();
  expect(app.world.chat.posts.filter(({ message }) => message.is === 'announcement')).toHaveLength(1);
  expect(await heldSurfaces(app)).toEqual([]);
  expect(await app.store.transaction((tx) => tx.lockedLines.all())).toEqual([]);
});

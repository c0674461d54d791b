import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('a release on fakes', () => {
  it('goes from the request to done, once each', async () => {
    app.letWorkflowRun();
    const asked = await app.request();
    expect(asked.state.is).toBe('awaiting-approval');

    const answer = await app.approve(asked);
    await app.work();

    expect(answer).toMatchObject({ is: 'accepted' });
    const done = await app.operation(asked.id);
    expect(done.state).toMatchObject({ is: 'done' });
    const { world } = app;
    expect(world.scm.callsOf('createTag')).toHaveLength(1);
    expect(world.scm.callsOf('dispatch')).toHaveLength(1);
    expect(world.objects.callsOf('copy')).toHaveLength(1);
    expect(world.cdn.purges).toHaveLength(1);
    expect(world.registry.callsOf('moveDistTag').map(([move]) => move)).toMatchObject([
      { name: '@awell-health/navi-core', version: '1.2.0' },
      { name: '@awell-health/navi-js', version: '1.2.0' },
    ]);
    expect(world.scm.releases.get('v1.2.0')?.body).toContain(asked.id);
    expect(await app.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('writes nothing before another person has approved', async () => {
    const asked = await app.request();

    const own = await app.use.approve({ ...(await app.click(asked, 'ada')), planHash: asked.plan.hash });
    const stranger = await app.use.approve({
      ...(await app.click(asked, 'dev')),
      planHash: asked.plan.hash,
    });
    await app.work();

    expect(own).toMatchObject({ refusal: { reasons: [{ code: 'approver-role-missing' }] } });
    expect(stranger).toMatchObject({ refusal: { reasons: [{ code: 'approver-role-missing' }] } });
    expect(app.world.scm.callsOf('createTag')).toEqual([]);
    expect((await app.operation(asked.id)).state.is).toBe('awaiting-approval');
  });

  it('keeps nothing in a dry run', async () => {
    const answer = await app.use.planRelease({
      version: 'v1.2.0',
      dryRun: true,
      caller: app.caller('ada'),
      place: RELEASES,
    });

    expect(answer).toMatchObject({ is: 'plan', dryRun: true });
    expect(await app.store.transaction((tx) => tx.operations.recent(5))).toEqual([]);
    expect(await app.store.transaction((tx) => tx.surfaces.all())).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDesk, RELEASES, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

describe('a release on fakes', () => {
  it('goes from the request to done, once each', async () => {
    desk.letWorkflowRun();
    const asked = await desk.request();
    expect(asked.state.is).toBe('awaiting-approval');

    const answer = await desk.approve(asked);
    await desk.work();

    expect(answer).toMatchObject({ is: 'accepted' });
    const done = await desk.operation(asked.id);
    expect(done.state).toMatchObject({ is: 'done' });
    const { world } = desk;
    expect(world.scm.callsOf('createTag')).toHaveLength(1);
    expect(world.scm.callsOf('dispatch')).toHaveLength(1);
    expect(world.objects.callsOf('copy')).toHaveLength(1);
    expect(world.cdn.purges).toHaveLength(1);
    expect(world.registry.callsOf('moveDistTag').map(([move]) => move)).toMatchObject([
      { name: '@awell-health/navi-core', version: '1.2.0' },
      { name: '@awell-health/navi-js', version: '1.2.0' },
    ]);
    expect(world.scm.releases.get('v1.2.0')?.body).toContain(asked.id);
    expect(await desk.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('writes nothing before somebody else has approved', async () => {
    const asked = await desk.request();

    const own = await desk.use.approve({ ...(await desk.click(asked, 'ada')), planHash: asked.plan.hash });
    const stranger = await desk.use.approve({
      ...(await desk.click(asked, 'dev')),
      planHash: asked.plan.hash,
    });
    await desk.work();

    expect(own).toMatchObject({ refusal: { reasons: [{ code: 'approver-role-missing' }] } });
    expect(stranger).toMatchObject({ refusal: { reasons: [{ code: 'approver-role-missing' }] } });
    expect(desk.world.scm.callsOf('createTag')).toEqual([]);
    expect((await desk.operation(asked.id)).state.is).toBe('awaiting-approval');
  });

  it('keeps nothing in a dry run', async () => {
    const answer = await desk.use.planRelease({
      version: 'v1.2.0',
      dryRun: true,
      caller: desk.caller('ada'),
      place: RELEASES,
    });

    expect(answer).toMatchObject({ is: 'plan', dryRun: true });
    expect(await desk.store.transaction((tx) => tx.operations.recent(5))).toEqual([]);
    expect(await desk.store.transaction((tx) => tx.surfaces.all())).toEqual([]);
  });
});

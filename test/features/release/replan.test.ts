import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cardFor } from '../../../src/outbox/card/card-for.ts';
import { choose, driftTo, planRelease } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { heldSurfaces, POINTER, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('after drift, the rest planned again', () => {
  it('offers it beside retry and abandon', async () => {
    expect((await driftTo(app, 'somebody was here')).state).toMatchObject({
      step: 'swap-pointer',
      trouble: { code: 'drift' },
      choices: ['replan', 'retry', 'abandon'],
    });
  });

  it('is a revision with the difference shown, which runs when it is approved, and only what is left', async () => {
    const drifted = await driftTo(app, 'somebody was here');

    expect(await choose(app, 'replan', drifted)).toMatchObject({ is: 'accepted' });
    await app.work(1_000);

    const revised = await app.operation(drifted.id);
    expect(revised).toMatchObject({
      state: { is: 'awaiting-approval' },
      plan: { revision: 2 },
      approvers: [],
    });
    expect(revised.steps['tag']?.is).toBe('done');
    expect(pointerText(app)).toBe('somebody was here');
    expect(cardFor(app.context, revised)).toMatchObject({
      summary: 'The remaining steps of v1.2.0 were planned again and need approval.',
      buttons: ['approve', 'reject', 'stop', 'details', 'retract'].map((decision) => ({ decision })),
    });
    const told = JSON.stringify(app.world.chat.posts);
    expect(told).toContain(`generation of ${POINTER}`);

    await app.approve(revised);
    await app.work();

    expect((await app.operation(drifted.id)).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    expect(app.world.scm.callsOf('createTag')).toHaveLength(1);
    expect(app.world.scm.callsOf('dispatch')).toHaveLength(1);
  });

  it('waits for approval once more when the world has moved on again meanwhile', async () => {
    const drifted = await driftTo(app, 'somebody was here');
    await choose(app, 'replan', drifted);
    await app.work(1_000);
    app.world.objects.put({ path: POINTER, text: 'and was here again' });

    expect(await app.approve(await app.operation(drifted.id))).toMatchObject({
      is: 'refusal',
      refusal: { reasons: [{ code: 'plan-changed' }] },
    });
    expect(await app.operation(drifted.id)).toMatchObject({
      state: { is: 'awaiting-approval' },
      plan: { revision: 3 },
    });
  });

  it('is refused when something newer is live on the line by now', async () => {
    app.world.objects.put({ path: 'v1.3.0/navi-loader.js', text: loaderText('1.3.0') });
    const drifted = await driftTo(app, loaderText('1.3.0'));

    expect(await choose(app, 'replan', drifted)).toMatchObject({
      is: 'refusal',
      refusal: { reasons: [{ code: 'version-not-newer' }] },
    });
    expect((await app.operation(drifted.id)).state.is).toBe('stopped');
  });

  it('leaves the release stopped, its surfaces held, when the rest is rejected, retracted or not decided on', async () => {
    const drifted = await driftTo(app, 'somebody was here');
    await choose(app, 'replan', drifted);
    await app.work(1_000);
    const revised = await app.operation(drifted.id);
    const click = await app.click(revised, 'ben');
    await app.use.reject({ ...click, planHash: revised.plan.hash, reason: 'look first' });
    expect((await app.operation(drifted.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { detail: 'Ben Ivarsson rejected the plan of the remaining steps: look first' },
      choices: ['replan', 'abandon'],
    });

    await choose(app, 'replan', drifted);
    await app.work(1_000);
    await app.use.retract(await app.click(await app.operation(drifted.id), 'ada'));
    expect((await app.operation(drifted.id)).state.is).toBe('stopped');

    await choose(app, 'replan', drifted);
    await app.world.clock.advance(5 * 3_600_000);
    await app.work();
    expect((await app.operation(drifted.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { detail: 'the plan of the remaining steps expired without a decision' },
    });
    expect(await heldSurfaces(app)).toContain('pointer:v1');
  });

  it('is not replaced by another request: it has written', async () => {
    const drifted = await driftTo(app, 'somebody was here');
    await choose(app, 'replan', drifted);
    await app.work(1_000);
    const other = await planRelease(app, { as: 'ben' });
    expect(other).toMatchObject({ is: 'refusal' });
    expect((await app.operation(drifted.id)).state.is).toBe('awaiting-approval');
  });

  it('goes on without new approvals when nothing differs any more', async () => {
    const { objects } = app.world;
    const before = objects.live.get('v1/navi-loader.js');
    if (before === undefined) throw new Error('no pointer');
    const drifted = await driftTo(app, 'somebody was here');
    objects.live.set('v1/navi-loader.js', before);

    await choose(app, 'replan', drifted);
    await app.work();

    expect(await app.operation(drifted.id)).toMatchObject({ state: { is: 'done' }, plan: { revision: 1 } });
  });
});

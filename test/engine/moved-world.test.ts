import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLease } from '../../src/engine/lease.ts';
import { openApp, type TestApp } from '../harness/app/app.ts';
import { pointerText } from '../harness/app/seen.ts';
import { loaderText } from '../harness/fakes/story.ts';

const DAY = 86_400_000;

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('a world that is moved by 14 days', () => {
  it('ends an approval that was not given; the release is asked for again', async () => {
    const first = await app.request();
    await app.world.clock.move(14 * DAY);
    await app.work();
    expect((await app.operation(first.id)).state.is).toBe('expired');

    const second = await app.request();
    expect(second.id).not.toBe(first.id);
    expect(second.state.is).toBe('awaiting-approval');
  });

  it('leaves a release under way to go on to its end, with each effect once', async () => {
    const { clock, scm, objects, registry } = app.world;
    const asked = await app.request();
    await app.approve(asked);
    await app.work(30_000);
    const [run] = scm.runs;
    if (run === undefined) throw new Error('the workflow was not started');
    await clock.move(14 * DAY);
    await app.world.runWorkflow(run);
    await app.work();

    expect((await app.operation(asked.id)).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    expect(scm.runs).toHaveLength(1);
    expect(scm.callsOf('createTag')).toHaveLength(1);
    expect(objects.callsOf('copy')).toHaveLength(1);
    const moved = registry.callsOf('moveDistTag').map((call) => JSON.stringify(call));
    expect(new Set(moved).size).toBe(moved.length);
  });

  it('ends no lease: another process takes nothing from the one that holds it', async () => {
    const { clock } = app.world;
    const asked = await app.request();
    await app.approve(asked);
    const other = { ...app.context, holder: 'process-2' };
    expect(await takeLease(app.context, asked.id)).toMatchObject({ is: 'taken', epoch: 1 });

    await clock.move(14 * DAY);
    expect(await takeLease(other, asked.id)).toMatchObject({ is: 'busy' });

    await clock.advance(app.context.settings.deadlines.lease);
    expect(await takeLease(other, asked.id)).toMatchObject({ is: 'taken', epoch: 2 });
  });
});

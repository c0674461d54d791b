import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loaderText } from '../fakes/story.ts';
import { release, rollBack, rollbackRequest } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { latest, pointerText } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const FROM_TERMINAL = { place: { is: 'terminal' } } as const;

it('a stopped rollback goes on when it is asked for again', async () => {
  await release(desk);
  desk.world.registry.failNext('moveDistTag', 'refused', 1);
  const first = await rollBack(desk, FROM_TERMINAL);
  await desk.work(60_000);
  expect((await desk.operation(first.id)).state.is).toBe('stopped');

  const again = await desk.use.rollBack(rollbackRequest(desk, FROM_TERMINAL));
  await desk.work(60_000);

  expect(again).toMatchObject({ is: 'accepted', operation: first.id });
  const rolledBack = await desk.operation(first.id);
  expect(rolledBack.steps['announce']?.is).toBe('done');
});

describe('while a rollback runs', () => {
  it('a bare request joins it, though its target is what is live by then', async () => {
    await release(desk);
    const first = await rollBack(desk, FROM_TERMINAL);
    await desk.work(30_000);
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));

    expect(await desk.use.previewRollback(rollbackRequest(desk, FROM_TERMINAL))).toMatchObject({
      is: 'accepted',
      text: expect.stringContaining('is already running'),
    });
    const again = await desk.use.rollBack(rollbackRequest(desk, FROM_TERMINAL));

    expect(again).toMatchObject({ is: 'accepted', operation: first.id });
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
  });
});

describe('with npm out of reach', () => {
  it('the pointer goes back at once, and npm as soon as it answers', async () => {
    await release(desk);
    desk.world.registry.failNext('primary', 'unknown', 200);

    const first = await rollBack(desk, FROM_TERMINAL);
    await desk.work(10_000);

    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect(latest(desk, 'navi-core')).toBe('1.2.0');
    expect((await desk.operation(first.id)).state.is).toBe('running');

    await desk.work(900_000);

    expect((await desk.operation(first.id)).steps['announce']?.is).toBe('done');
    expect(latest(desk, 'navi-core')).toBe('1.1.0');
  });
});

it('a purge that is not answered eight times is asked for again until it is', async () => {
  await release(desk);
  desk.world.cdn.failNext('purge', 'unknown', 8);

  const { id } = await rollBack(desk, FROM_TERMINAL);
  await desk.work(60_000);

  expect((await desk.operation(id)).steps['announce']?.is).toBe('done');
});

it('a purge that is never answered stops the rollback at its deadline, naming how often it was tried', async () => {
  await release(desk);
  desk.world.cdn.failNext('purge', 'unknown', 10_000);

  const { id } = await rollBack(desk, FROM_TERMINAL);
  await desk.work(1_800_000);

  const { state } = await desk.operation(id);
  expect(state).toMatchObject({
    is: 'stopped',
    step: 'purge',
    trouble: { code: 'cannot-tell', detail: expect.stringMatching(/^written \d+ times, but not found$/) },
  });
});

it('a rollback right after a release sees latest where it is, though readers are still shown where it was', async () => {
  await release(desk);
  const was = desk.world.registry.truth('@awell-health/navi-core');
  desk.world.registry.setLag(1_000);
  desk.world.registry.moveTag('@awell-health/navi-core', 'latest', '1.1.0');
  await desk.world.registry.moveDistTag({ name: '@awell-health/navi-core', tag: 'latest', version: '1.2.0' });
  expect((await desk.world.registry.package('@awell-health/navi-core'))?.distTags['latest']).toBe('1.1.0');
  expect(was?.distTags['latest']).toBe('1.2.0');

  await rollBack(desk, FROM_TERMINAL);
  await desk.work(60_000);

  expect(latest(desk, 'navi-core')).toBe('1.1.0');
});

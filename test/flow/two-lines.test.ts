import { afterEach, beforeEach, expect, it } from 'vitest';
import { loaderText } from '../fakes/story.ts';
import { rollBack } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { makeReady } from './model/world-deeds.ts';
import { latest, pointerText } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

it.each([
  ['npm answers', 0],
  ['npm cannot be read when it is planned', 3],
])('a rollback of a lower line leaves latest to the higher one that has it: %s', async (_, failures) => {
  desk.letWorkflowRun();
  makeReady(desk.world, '2.0.0');
  const asked = await desk.request('v2.0.0');
  await desk.approve(asked);
  await desk.work();
  expect(latest(desk, 'navi-core')).toBe('2.0.0');
  if (failures > 0) desk.world.registry.failNext('primary', 'unknown', failures);

  await rollBack(desk, { target: 'v1.0.0', reason: 'v1.1.0 leaks' });
  await desk.work(900_000);

  expect(pointerText(desk)).toBe(loaderText('1.0.0'));
  expect(['navi-core', 'navi-js', 'navi-react'].map((name) => latest(desk, name))).toEqual([
    '2.0.0',
    '2.0.0',
    '2.0.0',
  ]);
});

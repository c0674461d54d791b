import { afterEach, beforeEach, expect, it } from 'vitest';
import { rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { latest, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { makeReady } from '../../model/world-actions.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

it.each([
  ['npm answers', 0],
  ['npm cannot be read when it is planned', 3],
])('a rollback of a lower line leaves latest to the higher one that has it: %s', async (_, failures) => {
  app.letWorkflowRun();
  makeReady(app.world, '2.0.0');
  const asked = await app.request('v2.0.0');
  await app.approve(asked);
  await app.work();
  expect(latest(app, 'navi-core')).toBe('2.0.0');
  if (failures > 0) app.world.registry.breakCall('primary', 'unknown', failures);

  await rollBack(app, { target: 'v1.0.0', reason: 'v1.1.0 leaks' });
  await app.work(900_000);

  expect(pointerText(app)).toBe(loaderText('1.0.0'));
  expect(['navi-core', 'navi-js', 'navi-react'].map((name) => latest(app, name))).toEqual([
    '2.0.0',
    '2.0.0',
    '2.0.0',
  ]);
});

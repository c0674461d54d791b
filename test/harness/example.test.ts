import { afterEach, beforeEach, expect, it } from 'vitest';
import { carryRelease } from './app/actions.ts';
import { openApp, type TestApp } from './app/app.ts';
import { latest, pointerText } from './app/seen.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  app.letWorkflowRun();
});
afterEach(() => app.close());

it('a release whose tag is made while the answer is lost is done once', async () => {
  app.world.scm.acceptThenFail('createTag');

  const operation = await carryRelease(app);

  expect(operation.state.is).toBe('done');
  expect(app.world.scm.callsOf('createTag')).toHaveLength(1);
  expect(pointerText(app)).toContain('1.2.0');
  expect(latest(app, 'navi-js')).toBe('1.2.0');
});

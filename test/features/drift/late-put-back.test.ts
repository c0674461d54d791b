import { afterEach, beforeEach, expect, it } from 'vitest';
import { resume } from '../../../src/app/resume.ts';
import { rollBack, tick } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const ENDS = 'the process ends here';

/** The move of `latest` of the first package to 1.2.0 was not answered; a rollback ended, and then it arrives. */
async function arrivesLate(): Promise<string> {
  const dueAt = app.world.clock.now().toISOString();
  const subject = { kind: 'store', id: 'surfaces' };
  await app.store.transaction((tx) =>
    tx.jobs.put({ key: 'adopt', kind: 'adopt', subject, priority: 'normal', dueAt }),
  );
  await app.work();
  app.letWorkflowRun();
  const asked = await app.request();
  const { registry } = app.context;
  let name = '';
  app.context.registry = {
    ...registry,
    moveDistTag: (move) => {
      name = move.name;
      app.context.registry = registry;
      return Promise.reject(new Error(ENDS));
    },
  };
  await app.approve(asked);
  await expect(app.work()).rejects.toThrow(ENDS);
  await rollBack(app);
  await app.work(1_200_000);
  await app.world.registry.moveDistTag({ name, tag: 'latest', version: '1.2.0' });
  return name;
}

it.each([
  ['before its write', false],
  ['after its write, before its answer', true],
])('a late latest is put back once, though the process ends %s', async (_, arrives) => {
  const name = await arrivesLate();
  const before = app.world.registry.callsOf('moveDistTag').length;
  const { registry } = app.context;
  app.context.registry = {
    ...registry,
    moveDistTag: async (move) => {
      if (arrives) await registry.moveDistTag(move);
      app.context.registry = registry;
      throw new Error(ENDS);
    },
  };
  await tick(app, 'verify-live');
  await expect(app.work(90_000)).rejects.toThrow(ENDS);
  app.context.holder = 'process-2';
  await resume(app.context);
  await tick(app, 'verify-live');
  await app.work(600_000);

  const operations = await app.store.transaction((tx) => tx.operations.recent(20));
  expect(operations.filter(({ kind }) => kind === 'put-back')).toMatchObject([{ state: { is: 'done' } }]);
  expect((await app.world.registry.primary(name))?.distTags['latest']).toBe('1.1.0');
  expect(app.world.registry.callsOf('moveDistTag').slice(before)).toHaveLength(1);
  expect(await app.store.transaction((tx) => tx.alerts.open())).toEqual([]);
});

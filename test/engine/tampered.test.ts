import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { operationSubject } from '../../src/domain/subject.ts';
import { openApp, type TestApp } from '../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('the journal decides', () => {
  it('stops as tampered when a state row says running and no approval stands in the journal', async () => {
    const asked = await app.request();
    await app.store.transaction(async (tx) => {
      const row = await tx.operations.lock(asked.id);
      if (row === undefined) throw new Error('gone');
      const at = app.world.clock.now().toISOString();
      await tx.operations.save({ ...row, state: { is: 'running', since: at } });
      await tx.jobs.put({
        key: `advance:${asked.id}`,
        kind: 'advance',
        subject: operationSubject(asked),
        priority: 'normal',
        dueAt: at,
      });
    });

    await app.work();

    expect((await app.operation(asked.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'tampered' },
    });
    expect(app.world.scm.callsOf('createTag')).toEqual([]);
  });

  it('stops as tampered when the content of an approved plan was changed', async () => {
    const asked = await app.request();
    await app.approve(asked);
    await app.store.transaction(async (tx) => {
      const row = await tx.operations.lock(asked.id);
      if (row === undefined) throw new Error('gone');
      await tx.operations.save({
        ...row,
        plan: { ...row.plan, content: { ...row.plan.content, version: '9.9.9' } },
      });
    });

    await app.work();

    expect((await app.operation(asked.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'tampered' },
    });
    expect(app.world.scm.callsOf('createTag')).toEqual([]);
  });
});

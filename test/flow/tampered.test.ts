import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { operationSubject } from '../../src/domain/subject.ts';
import { openDesk, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

describe('the journal decides', () => {
  it('stops as tampered when a state row says running and no approval stands in the journal', async () => {
    const asked = await desk.request();
    await desk.store.transaction(async (tx) => {
      const row = await tx.operations.lock(asked.id);
      if (row === undefined) throw new Error('gone');
      const at = desk.world.clock.now().toISOString();
      await tx.operations.save({ ...row, state: { is: 'running', since: at } });
      await tx.duties.put({
        key: `advance:${asked.id}`,
        kind: 'advance',
        subject: operationSubject(asked),
        lane: 'normal',
        dueAt: at,
      });
    });

    await desk.work();

    expect((await desk.operation(asked.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'tampered' },
    });
    expect(desk.world.scm.callsOf('createTag')).toEqual([]);
  });

  it('stops as tampered when the content of an approved plan was changed', async () => {
    const asked = await desk.request();
    await desk.approve(asked);
    await desk.store.transaction(async (tx) => {
      const row = await tx.operations.lock(asked.id);
      if (row === undefined) throw new Error('gone');
      await tx.operations.save({
        ...row,
        plan: { ...row.plan, content: { ...row.plan.content, version: '9.9.9' } },
      });
    });

    await desk.work();

    expect((await desk.operation(asked.id)).state).toMatchObject({
      is: 'stopped',
      trouble: { code: 'tampered' },
    });
    expect(desk.world.scm.callsOf('createTag')).toEqual([]);
  });
});

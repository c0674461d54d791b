import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/person.ts';
import { openDesk, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

describe('decided from the terminal', () => {
  const proven = (id: string): Caller => {
    const caller = desk.caller(id);
    if (caller.is !== 'person') throw new Error('a person');
    return { ...caller, account: 'trm_0000000001', how: 'terminal-token' };
  };
  const typed = (operation: string, caller: Caller) =>
    ({
      caller,
      subject: { kind: 'operation', id: operation },
      revision: 'current',
      card: 'terminal',
    }) as const;

  it('an approval by a proven person counts like a click, and the journal says where it was given', async () => {
    desk.letWorkflowRun();
    const asked = await desk.request();
    const planHash = asked.plan.hash.slice(0, 8);

    await desk.use.approve({ ...typed(asked.id, proven('ben')), planHash });
    await desk.work();

    expect((await desk.operation(asked.id)).state.is).toBe('done');
    const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    expect(rows.find(({ row }) => row.event === 'approved')?.row.actor).toMatchObject({
      person: 'ben',
      how: 'terminal-token',
      place: { is: 'terminal' },
    });
  });

  it.each([
    ['by nobody proven', () => ({ is: 'unproven', claimed: 'ben' }) as const, 'token-invalid'],
    ['with an account of Slack', () => desk.caller('ben'), 'card-not-ours'],
    ['by the requester', () => proven('ada'), 'approver-role-missing'],
  ] as const)('not %s', async (_what, caller, code) => {
    const asked = await desk.request();
    expect(
      await desk.use.approve({ ...typed(asked.id, caller()), planHash: asked.plan.hash.slice(0, 8) }),
    ).toMatchObject({ is: 'refusal', refusal: { reasons: [{ code }] } });
  });

  it.each(['', '6ad5', 'ffffffff'])('not of a plan whose hash was not given: "%s"', async (planHash) => {
    const asked = await desk.request();
    expect(await desk.use.approve({ ...typed(asked.id, proven('ben')), planHash })).toMatchObject({
      is: 'refusal',
      refusal: { reasons: [{ code: 'plan-differs' }] },
    });
  });
});

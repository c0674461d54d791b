import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/domain/person.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

describe('decided from the terminal', () => {
  const proven = (id: string): Caller => {
    const caller = app.caller(id);
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
    app.letWorkflowRun();
    const asked = await app.request();
    const planHash = asked.plan.hash.slice(0, 8);

    await app.use.approve({ ...typed(asked.id, proven('ben')), planHash });
    await app.work();

    expect((await app.operation(asked.id)).state.is).toBe('done');
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id: asked.id }));
    expect(rows.find(({ row }) => row.event === 'approved')?.row.actor).toMatchObject({
      person: 'ben',
      how: 'terminal-token',
      place: { is: 'terminal' },
    });
  });

  it.each([
    ['by nobody proven', () => ({ is: 'unproven', claimed: 'ben' }) as const, 'token-invalid'],
    ['with an account of Slack', () => app.caller('ben'), 'card-not-ours'],
    ['by the requester', () => proven('ada'), 'approver-role-missing'],
  ] as const)('not %s', async (_what, caller, code) => {
    const asked = await app.request();
    expect(
      await app.use.approve({ ...typed(asked.id, caller()), planHash: asked.plan.hash.slice(0, 8) }),
    ).toMatchObject({ is: 'refusal', refusal: { reasons: [{ code }] } });
  });

  it.each(['', '6ad5', 'ffffffff'])('not of a plan whose hash was not given: "%s"', async (planHash) => {
    const asked = await app.request();
    expect(await app.use.approve({ ...typed(asked.id, proven('ben')), planHash })).toMatchObject({
      is: 'refusal',
      refusal: { reasons: [{ code: 'plan-differs' }] },
    });
  });
});

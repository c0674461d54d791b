import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeBounce } from '../../../src/features/customers/notices/take-bounce.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { begun, haveCustomers, noticeOf } from './tell.ts';

let app: TestApp;
let id: string;
beforeEach(async () => {
  app = await openApp();
  haveCustomers(app, 2);
  id = await begun(app);
  await app.work();
});
afterEach(() => app.close());

const bounce = (recipient: string, change: { delivery?: string; messageId?: string } = {}) =>
  takeBounce(app.context, {
    ...{ delivery: 'msg_1', messageId: `<${id}.${recipient}@navi.example>`, status: '5.1.1' },
    ...change,
  });
const stateOf = async (recipient: string) => {
  const { notice, deliveries } = await noticeOf(app);
  const delivery = deliveries.find((one) => one.recipient.id === recipient);
  return { notice: notice.state.is, delivery: delivery?.state.is };
};

describe('a bounce that the mail provider reports', () => {
  it('takes given back, with a row of the audit log, until the message is accepted again', async () => {
    expect(await stateOf('c0000')).toEqual({ notice: 'given', delivery: 'accepted' });
    expect(await bounce('c0000')).toBe(true);
    expect(await stateOf('c0000')).toEqual({ notice: 'sending', delivery: 'bounced' });
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'notice', id }));
    expect(rows.at(-1)?.row).toMatchObject({
      event: 'notice-settled',
      actor: { is: 'navi' },
      details: {
        recipient: 'c0000',
        state: 'bounced',
        text: 'the mail provider says that it bounced (5.1.1)',
      },
    });
    expect(JSON.stringify(await typed(app, 'customers c0000'))).toMatch(/due, bounced at .*\(5\.1\.1\)/);

    await typed(app, 'notice again v2.0.0 c0000');
    await app.work();
    expect(await stateOf('c0000')).toEqual({ notice: 'given', delivery: 'accepted' });
    expect(await bounce('c0000')).toBe(false);
    expect(await stateOf('c0000')).toEqual({ notice: 'given', delivery: 'accepted' });
  });

  it('counts once where two processes get it', async () => {
    const found = await Promise.all([bounce('c0000'), bounce('c0000')]);
    expect(found.toSorted()).toEqual([false, true]);
  });

  it.each([
    ['of another sender', 'hello@example.com'],
    ['of an unknown notice', 'ntc_9.c0000@navi.example'],
    ['with a second address', '<ntc_1.c0000@navi.example> <x@y>'],
    ['of an empty one', ''],
  ])('changes nothing with a message id %s', async (_, messageId) => {
    expect(await bounce('c0000', { messageId })).toBe(false);
    expect(await stateOf('c0000')).toEqual({ notice: 'given', delivery: 'accepted' });
  });

  it('changes nothing of a recipient that was not accepted', async () => {
    expect(await bounce('c0000')).toBe(true);
    expect(await bounce('c0000', { delivery: 'msg_2' })).toBe(false);
    expect(await bounce('c0009', { delivery: 'msg_3' })).toBe(false);
    expect(await stateOf('c0001')).toEqual({ notice: 'sending', delivery: 'accepted' });
  });
});

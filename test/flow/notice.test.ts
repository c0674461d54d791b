import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enqueueNotice, type Notice } from '../../src/flow/keep.ts';
import { openDesk, type TestDesk } from './desk.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const posts = () => desk.world.chat.posts;

const enqueue = (differs: Partial<Notice> = {}) =>
  desk.store.transaction((tx) =>
    enqueueNotice(tx, {
      subject: { kind: 'version', id: '1.2.0' },
      text: 'v1.2.0 is quarantined: it breaks on Safari.',
      level: 'warn',
      whom: 'owners',
      channel: 'C0RELEASES',
      key: 'quarantined:1.2.0',
      at: desk.world.clock.now().toISOString(),
      ...differs,
    }),
  );

describe('a notice', () => {
  it('is posted in the channel without an operation, names those it is for, and is journalled', async () => {
    await enqueue();
    await desk.work();

    // Nobody is an owner in the tests' configuration: approvers stand in for them.
    const owners = desk.ground.settings.people.filter((one) => one.roles.includes('approver'));
    expect(posts().map(({ message, thread }) => ({ message, thread }))).toEqual([
      {
        message: {
          is: 'notice',
          text: 'v1.2.0 is quarantined: it breaks on Safari.',
          level: 'warn',
          asks: owners.map((one) => one.slack),
        },
        thread: undefined,
      },
    ]);
    const rows = await desk.store.transaction((tx) =>
      tx.journal.of({ kind: 'outbox', id: 'quarantined:1.2.0' }),
    );
    expect(rows.map(({ row }) => row.event)).toEqual(['delivered']);
  });

  it('is one post for one key, also when it is put again after it was sent', async () => {
    await enqueue({ text: 'first words' });
    await enqueue({ text: 'second words' });
    await desk.work();
    await enqueue({ text: 'third words' });
    await desk.work();

    expect(posts().map(({ message }) => message)).toMatchObject([{ text: 'second words' }]);
  });

  it('is looked for before it is sent again, when nobody knows its fate', async () => {
    await enqueue();
    desk.world.chat.acceptThenFail('post');
    await desk.work();

    expect(posts()).toHaveLength(1);
  });

  it('mentions one person by name, and nobody where nobody is meant', async () => {
    await enqueue({ whom: { person: 'ben' }, key: 'one' });
    await enqueue({ whom: { person: 'who is this' }, key: 'two' });
    await desk.work();

    const ben = desk.ground.settings.people.find((one) => one.id === 'ben')?.slack;
    expect(posts().map(({ message }) => message)).toMatchObject([{ asks: [ben] }, { asks: [] }]);
  });

  it('does not wait for another subject whose channel is closed to Navi', async () => {
    await enqueue({ channel: 'C0CLOSED', key: 'closed', subject: { kind: 'store', id: 'disk' } });
    await enqueue();
    await desk.work(30_000);

    expect(posts().map(({ key }) => key)).toEqual(['quarantined:1.2.0']);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enqueueNotice, type Notice } from '../../src/engine/save.ts';
import { openApp, type TestApp } from '../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const posts = () => app.world.chat.posts;

const enqueue = (differs: Partial<Notice> = {}) =>
  app.store.transaction((tx) =>
    enqueueNotice(tx, {
      subject: { kind: 'version', id: '1.2.0' },
      text: 'v1.2.0 is quarantined: it breaks on Safari.',
      level: 'warn',
      whom: 'owners',
      channel: 'C0RELEASES',
      key: 'quarantined:1.2.0',
      at: app.world.clock.now().toISOString(),
      ...differs,
    }),
  );

describe('a notice', () => {
  it('is posted in the channel without an operation, names those it is for, and is journalled', async () => {
    await enqueue();
    await app.work();

    // The tests' configuration has no owners: approvers replace them.
    const owners = app.context.settings.people.filter((one) => one.roles.includes('approver'));
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
    const rows = await app.store.transaction((tx) =>
      tx.journal.of({ kind: 'outbox', id: 'quarantined:1.2.0' }),
    );
    expect(rows.map(({ row }) => row.event)).toEqual(['delivered']);
  });

  it('is one post for one key, also when it is put again after it was sent', async () => {
    await enqueue({ text: 'first words' });
    await enqueue({ text: 'second words' });
    await app.work();
    await enqueue({ text: 'third words' });
    await app.work();

    expect(posts().map(({ message }) => message)).toMatchObject([{ text: 'second words' }]);
  });

  it('is searched before it is sent again, when its fate is unknown', async () => {
    await enqueue();
    app.world.chat.acceptThenFail('post');
    await app.work();

    expect(posts()).toHaveLength(1);
  });

  it('mentions one person by name, or no one', async () => {
    await enqueue({ whom: { person: 'ben' }, key: 'one' });
    await enqueue({ whom: { person: 'who is this' }, key: 'two' });
    await app.work();

    const ben = app.context.settings.people.find((one) => one.id === 'ben')?.slack;
    expect(posts().map(({ message }) => message)).toMatchObject([{ asks: [ben] }, { asks: [] }]);
  });

  it('does not wait for another subject whose channel is closed to Navi', async () => {
    await enqueue({ channel: 'C0CLOSED', key: 'closed', subject: { kind: 'store', id: 'disk' } });
    await enqueue();
    await app.work(30_000);

    expect(posts().map(({ key }) => key)).toEqual(['quarantined:1.2.0']);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enqueueNotice } from '../../src/engine/save.ts';
import { ServiceError } from '../../src/ports/service-error.ts';
import { openApp, RELEASES, type TestApp } from '../harness/app/app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const refusedWith = (code: string) =>
  new ServiceError({ service: 'slack', call: 'post', kind: 'refused', problem: code, code });

async function undelivered() {
  const answer = await app.use.status();
  if (answer.is !== 'status') throw new Error('no status');
  return answer.report.undelivered;
}

describe('what Slack does not take', () => {
  it.each(['is_archived', 'token_revoked'])(
    'is in the status and the log, and is said afterwards: %s',
    async (code) => {
      app.letWorkflowRun();
      const operation = await app.request();
      await app.approve(operation);
      let refuses = true;
      for (const call of ['post', 'update'] as const)
        app.world.chat.before(call, () => {
          if (refuses) throw refusedWith(code);
        });
      await app.work(300_000);

      expect((await app.operation(operation.id)).state.is).toBe('done');
      expect(await undelivered()).toEqual([
        {
          channel: operation.channel,
          problem: code,
          since: expect.any(String),
          messages: expect.any(Number),
        },
      ]);
      expect(app.world.telemetry.warnings()).toContainEqual(
        expect.objectContaining({
          message: 'delivery failed',
          fields: expect.objectContaining({
            channel: operation.channel,
            about: `operation:${operation.id}`,
            code,
          }),
        }),
      );

      refuses = false;
      await app.work(300_000);
      expect(await undelivered()).toEqual([]);
      expect(app.world.chat.byKey(`card:${operation.id}`)[0]?.message).toMatchObject({
        card: { operation: { state: { is: 'done' } } },
      });
      expect(app.world.chat.posts.filter(({ message }) => message.is === 'announcement')).toHaveLength(1);
    },
  );
});

describe('a deleted card', () => {
  it('is posted again when the same is asked for again', async () => {
    const operation = await app.request();
    app.world.chat.posts.length = 0;
    const answer = await app.use.planRelease({
      version: 'v1.2.0',
      dryRun: false,
      caller: app.caller('ada'),
      place: RELEASES,
    });
    expect(answer).toMatchObject({ is: 'accepted', text: expect.stringContaining('is already requested') });
    await app.work();
    expect(app.world.chat.byKey(`card:${operation.id}`)).toHaveLength(1);
    expect((await app.approve(operation)).is).toBe('accepted');
  });
});

it('a message that Slack takes in no form does not hold up the next', async () => {
  const { chat, clock } = app.world;
  const invalid = { problem: 'invalid_blocks', code: 'invalid_blocks', isForm: true } as const;
  chat.before('post', () => {
    if (JSON.stringify(chat.calls.at(-1)?.args).includes('The first.'))
      throw new ServiceError({ service: 'slack', call: 'post', kind: 'refused', ...invalid });
  });
  const at = clock.now().toISOString();
  const of = { subject: { kind: 'store', id: 'tea' }, level: 'info', channel: 'C0RELEASES', at } as const;
  await app.store.transaction(async (tx) => {
    await enqueueNotice(tx, { ...of, text: 'The first.', key: 'first' });
    await enqueueNotice(tx, { ...of, text: 'The second.', key: 'second' });
  });
  await app.work(300_000);

  expect(chat.posts.map(({ message }) => message)).toMatchObject([{ text: 'The second.' }]);
  expect(await undelivered()).toMatchObject([{ problem: 'invalid_blocks', messages: 1 }]);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { command, connect, envelopes, mention } from './lines.ts';
import { type Json, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace();
});
afterEach(() => workspace.close());

const fault = (more: Json) => workspace.control('faults', { target: 'slack', ...more });

test('a duplicated command arrives twice under one trigger', async () => {
  const triggers: string[] = [];
  await workspace.app((app) => {
    app.command('/navi', async ({ command: typed, ack }) => {
      triggers.push(typed.trigger_id);
      await ack();
    });
  });
  await fault({ method: 'deliver.slash_commands', kind: 'duplicate' });
  expect(await command(workspace)).toEqual({ ok: true });
  await until(() => triggers.length === 2);
  expect(triggers[0]).toBe(triggers[1]);
});

test('a dropped one never arrives; a cut one arrives and its acknowledgement is lost', async () => {
  let commands = 0;
  await workspace.app((app) => {
    app.command('/navi', async ({ ack }) => {
      commands += 1;
      await ack().catch(() => undefined);
    });
  });
  await fault({ method: 'deliver.slash_commands', kind: 'reset' });
  expect(await command(workspace)).toEqual({ ok: false, error: 'operation_timeout' });
  expect(commands).toBe(0);
  await fault({ method: 'deliver.slash_commands', kind: 'accept-then-reset' });
  expect(await command(workspace)).toEqual({ ok: false, error: 'operation_timeout' });
  await until(() => commands === 1);
});

test('a click that comes late brings a trigger that has expired', async () => {
  await workspace.control('pace', { triggerSeconds: 0.01 });
  const errors: unknown[] = [];
  await workspace.app((app) => {
    app.command('/navi', async ({ ack, command: typed, client }) => {
      await ack();
      const view = {
        type: 'modal' as const,
        title: { type: 'plain_text' as const, text: 'x' },
        blocks: [],
      };
      await client.views
        .open({ trigger_id: typed.trigger_id, view })
        .catch((error) => errors.push(error.data.error));
    });
  });
  await fault({ method: 'deliver.slash_commands', kind: 'slow', seconds: 0.05 });
  expect(await command(workspace)).toEqual({ ok: true });
  await until(() => errors.length === 1);
  expect(errors).toEqual(['expired_trigger_id']);
});

test('an envelope can be delivered again by hand', async () => {
  const line = await connect(workspace);
  await mention(workspace);
  await until(() => envelopes(line).length === 1);
  const envelopeId = envelopes(line)[0]?.['envelope_id'];
  expect(await workspace.control('redeliver', { envelopeId })).toEqual({ ok: true });
  await until(() => envelopes(line).length === 2);
  expect(await workspace.control('redeliver', { envelopeId: 'none' })).toMatchObject({ ok: false });
});

test('a posted message whose answer was cut did take effect', async () => {
  await fault({ method: 'chat.postMessage', kind: 'accept-then-reset' });
  const post = () => workspace.client.chat.postMessage({ channel: 'C0RELEASES', text: 'once' });
  await expect(post()).rejects.toThrow();
  expect((await workspace.control('messages/releases'))['messages']).toHaveLength(1);
});

test('Slack’s own error words and 429 come in Slack’s form', async () => {
  await fault({ method: 'chat.postMessage', kind: 'error', error: 'is_archived' });
  const post = () => workspace.client.chat.postMessage({ channel: 'C0RELEASES', text: 'x' });
  await expect(post()).rejects.toMatchObject({ data: { ok: false, error: 'is_archived' } });
  await fault({ method: 'chat.postMessage', kind: 'rate-limit', retryAfterSeconds: 7 });
  await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
  await fault({ method: 'chat.postMessage', kind: 'error', status: 503 });
  await expect(post()).rejects.toMatchObject({ statusCode: 503 });
  expect((await post()).ok).toBe(true);
});

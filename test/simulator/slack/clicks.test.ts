import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { approve, clickOn, postCard } from './cards.ts';
import { type Json, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace();
});
afterEach(() => workspace.close());

describe('a click', () => {
  test('comes with the element’s own fields, the message, and where to answer', async () => {
    const bodies: Json[] = [];
    await workspace.app((app) => {
      app.action(/.*/, async ({ ack, body, respond }) => {
        await ack();
        bodies.push({ ...body });
        await respond({ text: 'taken', replace_original: true });
      });
    });
    const ts = await postCard(workspace);
    expect(await clickOn(workspace, { ts })).toEqual({ ok: true });
    const body = await until(() => bodies[0]);
    expect(body).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0BEN', username: 'ben', team_id: 'T0AWELL' },
      team: { id: 'T0AWELL', domain: 'awell' },
      channel: { id: 'C0RELEASES', name: 'releases' },
      container: { type: 'message', message_ts: ts, channel_id: 'C0RELEASES', is_ephemeral: false },
      message: { ts, bot_id: 'B0NAVI', text: 'card' },
      actions: [
        {
          type: 'button',
          action_id: 'approve',
          block_id: 'decide',
          value: 'op-1:1',
          text: { text: 'Approve' },
        },
      ],
    });
    const redrawn = await until(async () => {
      const { messages } = await workspace.control('messages/releases');
      return JSON.stringify(messages).includes('taken') ? messages : undefined;
    });
    expect(redrawn).toMatchObject([{ ts, text: 'taken' }]);
  });

  test('on an overflow menu carries the chosen option', async () => {
    const actions: unknown[] = [];
    await workspace.app((app) => {
      app.action('more', async ({ ack, action }) => {
        actions.push(action);
        await ack();
      });
    });
    await clickOn(workspace, {
      ts: await postCard(workspace),
      user: 'ada',
      action: { action_id: 'more', value: 'details' },
    });
    expect(actions).toMatchObject([{ type: 'overflow', selected_option: { value: 'details' } }]);
    expect(actions[0]).not.toHaveProperty('value');
  });

  test('on a card that was redrawn a moment ago still arrives', async () => {
    const values: unknown[] = [];
    await workspace.app((app) => {
      app.action('approve', async ({ ack, action }) => {
        if (action.type === 'button') values.push(action.value);
        await ack();
      });
    });
    const ts = await postCard(workspace);
    await workspace.client.chat.update({ channel: 'C0RELEASES', ts, text: 'decided' });
    const stale = { action_id: 'approve', block_id: 'decide', value: 'op-1:1', type: 'button' };
    expect(await clickOn(workspace, { ts, action: stale })).toEqual({ ok: true });
    expect(values).toEqual(['op-1:1']);
  });

  test('without an acknowledgement is an error for the person and is not repeated', async () => {
    let clicks = 0;
    await workspace.app((app) => {
      app.action('approve', async () => {
        clicks += 1;
      });
    });
    await workspace.control('pace', { ackSeconds: 0.05, retry1Seconds: 0.05, retry2Seconds: 0.05 });
    expect(await clickOn(workspace, { ts: await postCard(workspace) })).toEqual({
      ok: false,
      error: 'operation_timeout',
    });
    await workspace.control('command', { channel: 'releases', user: 'ada', command: '/navi', text: '' });
    await until(() => clicks === 1);
    expect(clicks).toBe(1);
  });

  test('on a private note has no message in it, and can take the note away', async () => {
    const bodies: Json[] = [];
    await workspace.app((app) => {
      app.action('approve', async ({ ack, body, respond }) => {
        await ack();
        bodies.push({ ...body });
        await respond({ delete_original: true });
      });
    });
    await workspace.client.chat.postEphemeral({
      channel: 'C0RELEASES',
      user: 'U0DEV',
      text: 'x',
      blocks: [approve],
    });
    const { messages } = await workspace.control('ephemeral/dev');
    const note = Array.isArray(messages) ? messages[0] : undefined;
    await clickOn(workspace, { ts: note.ts, user: 'U0DEV' });
    expect(bodies[0]).toMatchObject({ container: { is_ephemeral: true, message_ts: note.ts } });
    expect(bodies[0]).not.toHaveProperty('message');
    await until(
      async () => JSON.stringify(await workspace.control('ephemeral/dev')) === '{"ok":true,"messages":[]}',
    );
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clickOn, modalsOf, openOn, postCard, reasonModal } from './cards.ts';
import { type Json, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace();
});
afterEach(() => workspace.close());

describe('a modal', () => {
  test('opens, wants its required input, and is submitted with its state', async () => {
    const views: Json[] = [];
    await workspace.app((app) => {
      openOn(app, reasonModal());
      app.view('reject', async ({ ack, view, body }) => {
        views.push({ ...view, by: body.user.id });
        await ack();
      });
    });
    await clickOn(workspace, { ts: await postCard(workspace) });
    const [modal] = await until(async () => {
      const open = await modalsOf(workspace, 'ben');
      return open.length === 1 ? open : undefined;
    });
    expect(modal).toMatchObject({
      type: 'modal',
      callback_id: 'reject',
      private_metadata: 'op-1',
      state: { values: { why: { reason: { value: null } } } },
    });
    const submit = (values: Json) =>
      workspace.control('submit', { user: 'ben', viewId: modal?.['id'], values });
    expect(await submit({})).toEqual({ ok: true, errors: { why: 'Please complete this required field.' } });
    expect(await submit({ why: { reason: 'x'.repeat(21) } })).toEqual({
      ok: true,
      errors: { why: 'Please use at most 20 characters.' },
    });
    expect(await submit({ why: { reason: 'not today' }, scope: { pick: 'cdn' } })).toEqual({ ok: true });
    expect(views).toMatchObject([
      {
        by: 'U0BEN',
        private_metadata: 'op-1',
        state: {
          values: {
            why: { reason: { type: 'plain_text_input', value: 'not today' } },
            scope: { pick: { type: 'static_select', selected_option: { value: 'cdn' } } },
          },
        },
      },
    ]);
    expect(await modalsOf(workspace, 'ben')).toEqual([]);
  });

  test('can answer with errors, with another view, with one on top, and by closing everything', async () => {
    const answers = [
      { response_action: 'errors', errors: { why: 'Say more.' } },
      { response_action: 'errors', errors: { nowhere: 'Slack would show a failure.' } },
      { response_action: 'update', view: reasonModal({ private_metadata: 'second' }) },
      { response_action: 'push', view: reasonModal({ private_metadata: 'third' }) },
      { response_action: 'clear' },
    ];
    await workspace.app((app) => {
      openOn(app, reasonModal());
      app.view('reject', async ({ ack }) => {
        const answer = answers.shift();
        // Bolt's types do not follow a list of different answers.
        await Reflect.apply(ack, undefined, [answer]);
      });
    });
    await clickOn(workspace, { ts: await postCard(workspace) });
    await until(async () => (await modalsOf(workspace, 'ben')).length === 1);
    const submit = async () => {
      const top = (await modalsOf(workspace, 'ben')).at(-1);
      return workspace.control('submit', {
        user: 'ben',
        viewId: top?.['id'],
        values: { why: { reason: 'no' } },
      });
    };
    expect(await submit()).toEqual({ ok: true, errors: { why: 'Say more.' } });
    expect(await submit()).toMatchObject({ ok: false, error: 'invalid_response_action' });
    expect(await submit()).toEqual({ ok: true });
    expect(await modalsOf(workspace, 'ben')).toMatchObject([{ private_metadata: 'second' }]);
    expect(await submit()).toEqual({ ok: true });
    const stack = await modalsOf(workspace, 'ben');
    expect(stack).toMatchObject([{ private_metadata: 'second' }, { private_metadata: 'third' }]);
    expect(stack[1]?.['previous_view_id']).toBe(stack[0]?.['id']);
    expect(await submit()).toEqual({ ok: true });
    expect(await modalsOf(workspace, 'ben')).toEqual([]);
  });

  test('has room for two more on top, opened by what is clicked inside it', async () => {
    const more = {
      type: 'actions' as const,
      block_id: 'more',
      elements: [
        { type: 'button' as const, action_id: 'more', text: { type: 'plain_text' as const, text: 'More' } },
      ],
    };
    const view = {
      type: 'modal' as const,
      title: { type: 'plain_text' as const, text: 'Details' },
      blocks: [more],
    };
    const errors: unknown[] = [];
    await workspace.app((app) => {
      openOn(app, view);
      app.action('more', async ({ ack, body, client }) => {
        await ack();
        if (body.type !== 'block_actions') return;
        await client.views
          .push({ trigger_id: body.trigger_id, view })
          .catch((error) => errors.push(error.data.error));
      });
    });
    await clickOn(workspace, { ts: await postCard(workspace) });
    for (const depth of [1, 2, 3]) {
      const top = await until(async () => {
        const open = await modalsOf(workspace, 'ben');
        return open.length === depth ? open.at(-1) : undefined;
      });
      await workspace.control('interact', { user: 'ben', viewId: top['id'], action: { action_id: 'more' } });
    }
    await until(() => errors.length === 1);
    expect(errors).toEqual(['push_limit_reached']);
    expect(await modalsOf(workspace, 'ben')).toHaveLength(3);
  });

  test('says that it was closed when it was asked to', async () => {
    const closed: Json[] = [];
    await workspace.app((app) => {
      openOn(app, reasonModal({ notify_on_close: true }));
      app.view({ callback_id: 'reject', type: 'view_closed' }, async ({ ack, body }) => {
        closed.push({ ...body });
        await ack();
      });
    });
    await clickOn(workspace, { ts: await postCard(workspace) });
    const modal = await until(async () => (await modalsOf(workspace, 'ben'))[0]);
    expect(await workspace.control('close', { user: 'ben', viewId: modal['id'] })).toEqual({ ok: true });
    expect(closed).toMatchObject([{ type: 'view_closed', is_cleared: false, view: { id: modal['id'] } }]);
  });
});

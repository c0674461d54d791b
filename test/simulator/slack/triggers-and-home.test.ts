import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWorldClock } from '../../../simulator/kernel/world-clock.ts';
import { approve, clickOn, postCard, reasonModal } from './cards.ts';
import { type Json, refusalOf, startWorkspace, until, type Workspace } from './workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace();
});
afterEach(() => workspace.close());

describe('a trigger', () => {
  async function triggerId(): Promise<string> {
    const seen: string[] = [];
    await workspace.app((app) => {
      app.action('approve', async ({ ack, body }) => {
        if (body.type === 'block_actions') seen.push(body.trigger_id);
        await ack();
      });
    });
    await clickOn(workspace, { ts: await postCard(workspace) });
    return until(() => seen[0]);
  }

  test('works once', async () => {
    const trigger_id = await triggerId();
    const { views } = workspace.client;
    const opened = await views.open({ trigger_id, view: reasonModal() });
    expect((await refusalOf(views.open({ trigger_id, view: reasonModal() })))['error']).toBe(
      'exchanged_trigger_id',
    );
    for (const made of ['1.2.abc', 'constructor']) {
      const refusal = await refusalOf(views.open({ trigger_id: made, view: reasonModal() }));
      expect(refusal['error']).toBe('invalid_trigger_id');
    }

    const hash = opened.view?.hash ?? '';
    const view_id = opened.view?.id ?? '';
    const next = await views.update({ view_id, hash, view: reasonModal({ private_metadata: 'loaded' }) });
    expect(next.view?.private_metadata).toBe('loaded');
    const late = refusalOf(views.update({ view_id, hash, view: reasonModal() }));
    expect((await late)['error']).toBe('hash_conflict');
  });

  test('lives three seconds', async () => {
    await workspace.close();
    let clock = Date.now();
    workspace = await startWorkspace({ clock: createWorldClock({ machine: () => clock }) });
    const trigger_id = await triggerId();
    clock += 3001;
    const late = refusalOf(workspace.client.views.open({ trigger_id, view: reasonModal() }));
    expect((await late)['error']).toBe('expired_trigger_id');
  });
});

describe('App Home', () => {
  test('opening it is an event, and what was published stands there and can be clicked', async () => {
    const events: Json[] = [];
    const bodies: Json[] = [];
    const home = {
      type: 'home' as const,
      blocks: [approve],
    };
    await workspace.app((app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        events.push({ ...event });
        await client.apiCall('views.publish', { user_id: event.user, view: home });
      });
      app.action('approve', async ({ ack, body }) => {
        bodies.push({ ...body });
        await ack();
      });
    });
    await workspace.control('home', { user: 'cleo' });
    const view = await until(async () => {
      const { home: published } = await workspace.control('views/cleo');
      return published !== null && typeof published === 'object' && 'id' in published ? published : undefined;
    });
    expect(events[0]).toMatchObject({
      type: 'app_home_opened',
      user: 'U0CLEO',
      channel: 'D0CLEO',
      tab: 'home',
    });
    expect(events[0]).not.toHaveProperty('view');
    await workspace.control('interact', { viewId: view.id, user: 'cleo', action: { action_id: 'approve' } });
    expect(bodies[0]).toMatchObject({
      container: { type: 'view', view_id: view.id },
      view: { type: 'home' },
    });
    expect(bodies[0]).not.toHaveProperty('channel');
    await workspace.control('home', { user: 'cleo' });
    await until(() => events.length === 2);
    expect(events[1]).toHaveProperty('view');
  });
});

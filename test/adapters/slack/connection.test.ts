import { afterEach, describe, expect, it } from 'vitest';
import { eventually, hurriedClock, openWorkspace, type Workspace } from './workspace.ts';

let at: Workspace;

afterEach(() => at.close());

const command = (text: string) =>
  at.control('command', { channel: 'C0RELEASES', user: 'U0ADA', command: '/navi', text });
const fault = (method: string, kind: string, more: object = {}) =>
  at.control('faults', { method, kind, ...more });
const isBack = () => eventually(async () => at.listener.connected() && (await at.sockets()) === 1);

describe('the connection by Socket Mode', () => {
  it.each(['refresh', 'warning', 'disconnect', 'link_disabled'])('comes back after %s', async (how) => {
    at = await openWorkspace({ clock: hurriedClock });
    expect(at.listener.connected()).toBe(true);

    await at.control('sockets', { do: how });
    await eventually(async () => !at.listener.connected());
    await isBack();

    expect(await command('status')).toMatchObject({ ok: true });
    await eventually(async () => at.app.asked.length === 1);
  });

  it.each([
    ['error', { status: 503, times: 2 }],
    ['reset', { times: 2 }],
    ['rate-limit', { times: 1, retryAfterSeconds: 1 }],
    ['error', { error: 'internal_error', times: 2 }],
  ])('comes back when no address is given for a while: %s %o', async (kind, more) => {
    at = await openWorkspace({ clock: hurriedClock });

    await fault('apps.connections.open', kind, more);
    await at.control('sockets', { do: 'disconnect' });

    await eventually(async () => !at.listener.connected());
    await isBack();
    expect(await command('status')).toMatchObject({ ok: true });
  });

  it('starts although Slack is away, and connects when it is back', async () => {
    at = await openWorkspace({ start: false, clock: hurriedClock });
    await fault('auth.test', 'reset', { times: 2 });

    await at.listener.start();

    expect(at.listener.connected()).toBe(false);
    await isBack();
  });

  it.each(['auth.test', 'apps.connections.open'])(
    'does not start with credentials that Slack refuses: %s',
    async (method) => {
      at = await openWorkspace({ start: false, clock: hurriedClock });
      await fault(method, 'error', { error: 'invalid_auth' });

      await expect(at.listener.start()).rejects.toMatchObject({ facts: { code: 'invalid_auth' } });
    },
  );

  it('leaves no connection behind', async () => {
    at = await openWorkspace({ clock: hurriedClock });

    await at.listener.stop();

    expect(at.listener.connected()).toBe(false);
    await eventually(async () => (await at.sockets()) === 0);
  });

  it('waits at its stop for what is in hand', async () => {
    at = await openWorkspace({ clock: hurriedClock });
    const gate = Promise.withResolvers<void>();
    at.app.replies.answer = async () => {
      await gate.promise;
      return { is: 'line', text: 'Done at last.', level: 'good' };
    };
    await command('status');

    const stopped = at.listener.stop();
    gate.resolve();
    await stopped;

    expect((await at.notes('U0ADA')).map((note) => note.text)).toEqual(['Done at last.']);
  });
});

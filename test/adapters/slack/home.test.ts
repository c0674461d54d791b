import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSlackListener } from '../../../src/adapters/slack/listener.ts';
import { eventually, hurriedClock, openWorkspace, type Workspace } from './workspace.ts';

let at: Workspace;
beforeEach(async () => {
  at = await openWorkspace({ clock: hurriedClock });
});
afterEach(() => at.close());

const shows = (text: string, lines = 1) => {
  at.app.useCases.home = async () => ({
    messages: Array.from({ length: lines }, (_, n) => ({
      ...{ is: 'line', text: lines === 1 ? text : `${text} ${n}`, level: 'info' },
    })),
    cards: [],
  });
};

it('is published again when what it shows changes, and not while it is the same', async () => {
  shows('Nothing needs you.');
  await at.control('home', { user: 'U0ADA' });
  await eventually(async () => (await at.home('U0ADA'))?.includes('Nothing needs you.'));
  await hurriedClock.wait(45_000);
  expect(await at.calls('views.publish')).toBe(1);

  shows('Sentry needs a person.');
  await eventually(async () => (await at.home('U0ADA'))?.includes('Sentry needs a person.'));
  expect(await at.calls('views.publish')).toBe(2);
});

it('is followed for each person who opened it', async () => {
  shows('Nothing needs you.');
  for (const user of ['U0ADA', 'U0BEN']) await at.control('home', { user });
  await eventually(() => at.home('U0BEN'));
  shows('Sentry needs a person.');
  for (const user of ['U0ADA', 'U0BEN'])
    await eventually(async () => (await at.home(user))?.includes('Sentry needs a person.'));
});

it('is drawn by another process, once, when the one that was told of it has ended', async () => {
  shows('Nothing needs you.');
  await at.control('home', { user: 'U0ADA' });
  await eventually(async () => (await at.home('U0ADA'))?.includes('Nothing needs you.'));
  const { app, client, telemetry, apiUrl } = at;
  const endpoints = { botToken: 'xoxb-simulated', appToken: 'xapp-simulated', apiUrl };
  const other = createSlackListener({ app, client, telemetry, endpoints, clock: hurriedClock });
  await other.start();
  await at.listener.stop();

  shows('Sentry needs a person.');
  await eventually(async () => (await at.home('U0ADA'))?.includes('Sentry needs a person.'));
  await hurriedClock.wait(45_000);
  expect(await at.calls('views.publish')).toBe(2);
  await other.stop();
});

it('is drawn again after a draw that Slack refused', async () => {
  shows('Nothing needs you.');
  await at.control('home', { user: 'U0ADA' });
  await eventually(async () => (await at.home('U0ADA'))?.includes('Nothing needs you.'));
  shows('Sentry needs a person.');
  await at.control('faults', { method: 'views.publish', kind: 'error', error: 'internal_error', times: 3 });
  await eventually(async () => (await at.home('U0ADA'))?.includes('Sentry needs a person.'));
});

it('lists by name the commands that the person may use', async () => {
  const command = (name: string, allowed: boolean) => ({
    ...{ name, allowed, summary: `What ${name} does.`, usage: `${name} <version>`, examples: [], parts: [] },
  });
  const commands = [command('release', true), command('status', true), command('freeze', false)];
  at.app.replies.answer = (words) =>
    words === 'help'
      ? { is: 'help', topic: null, stranger: null, commands }
      : { is: 'line', text: 'Direct messages are on.', level: 'info' };
  await at.control('home', { user: 'U0ADA' });
  const home = await eventually(() => at.home('U0ADA'));
  expect(home).toContain('`/navi release` · `/navi status`"');
  expect(home).not.toMatch(/freeze|What release does/);
});

it('stays within Slack’s hundred blocks', async () => {
  shows('Line', 90);
  await at.control('home', { user: 'U0ADA' });
  const home: { blocks: unknown[] } = JSON.parse(await eventually(() => at.home('U0ADA')));
  expect(home.blocks).toHaveLength(100);
});

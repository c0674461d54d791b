import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientOf, refusalOf, startWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace();
  await workspace.control('pace', { rateLimits: false });
});
afterEach(() => workspace.close());

describe('tokens', () => {
  test('auth.test names team, bot user and bot', async () => {
    expect(await workspace.client.auth.test()).toMatchObject({
      ok: true,
      team_id: 'T0AWELL',
      user_id: 'U0NAVI',
      bot_id: 'B0NAVI',
    });
  });

  test.each([
    ['', 'not_authed'],
    ['xoxb-other', 'invalid_auth'],
    ['xapp-simulated', 'not_allowed_token_type'],
  ])('token %j is refused as %s', async (token, error) => {
    const call = clientOf(workspace.slack.apiUrl, token).auth.test();
    expect(await refusalOf(call)).toMatchObject({ ok: false, error });
  });

  test('a socket is opened with the app token only', async () => {
    const refusal = await refusalOf(workspace.client.apps.connections.open());
    expect(refusal['error']).toBe('not_allowed_token_type');
    const open = await clientOf(workspace.slack.apiUrl, 'xapp-simulated').apps.connections.open();
    expect(open.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/);
  });

  test('a method that is not built is one that Slack does not know', async () => {
    const refusal = await refusalOf(workspace.client.pins.add({ channel: 'C1', timestamp: '1.2' }));
    expect(refusal).toMatchObject({
      error: 'unknown_method',
      response_metadata: { messages: [expect.stringContaining('/api/pins.add is not built')] },
    });
  });
});

describe('people', () => {
  test('guests, strangers, deactivated people and the bot can be told apart', async () => {
    const flags = async (user: string) => {
      const { user: found } = await workspace.client.users.info({ user });
      const { is_restricted, is_stranger, deleted, is_bot, team_id } = found ?? {};
      return { is_restricted, is_stranger, deleted, is_bot, team_id };
    };
    const plain = {
      is_restricted: false,
      is_stranger: false,
      deleted: false,
      is_bot: false,
      team_id: 'T0AWELL',
    };
    expect(await flags('U0ADA')).toEqual(plain);
    expect(await flags('U0GUS')).toEqual({ ...plain, is_restricted: true });
    expect(await flags('U0EVE')).toEqual({ ...plain, is_stranger: true, team_id: 'T0OTHER' });
    expect(await flags('U0OLD')).toEqual({ ...plain, deleted: true });
    expect(await flags('U0NAVI')).toEqual({ ...plain, is_bot: true });
    expect((await refusalOf(workspace.client.users.info({ user: 'U0NOBODY' })))['error']).toBe(
      'user_not_found',
    );
  });

  test('an e-mail address finds active members only', async () => {
    const { users } = workspace.client;
    expect((await users.lookupByEmail({ email: 'ben@awellhealth.com' })).user?.id).toBe('U0BEN');
    const gone = refusalOf(users.lookupByEmail({ email: 'olga@awellhealth.com' }));
    expect((await gone)['error']).toBe('users_not_found');
  });

  test('groups and their members', async () => {
    const { usergroups } = workspace.client;
    const groups = await usergroups.list({ include_users: true });
    expect(groups.usergroups).toMatchObject([
      { id: 'S0RELEASE', handle: 'release-managers', users: ['U0ADA', 'U0BEN'] },
      { id: 'S0ONCALL', handle: 'on-call', users: ['U0CLEO'] },
    ]);
    expect((await usergroups.users.list({ usergroup: 'S0ONCALL' })).users).toEqual(['U0CLEO']);
    expect((await refusalOf(usergroups.users.list({ usergroup: 'S0NONE' })))['error']).toBe(
      'no_such_subteam',
    );
  });

  test('a direct conversation is opened by its person', async () => {
    const { conversations, chat } = workspace.client;
    const open = await conversations.open({ users: 'U0BEN' });
    const posted = await chat.postMessage({ channel: 'U0BEN', text: 'Please approve.' });
    expect(posted.channel).toBe(open.channel?.id);
    expect((await conversations.members({ channel: posted.channel ?? '' })).members).toEqual([
      'U0BEN',
      'U0NAVI',
    ]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SlackCalls } from '../../../src/adapters/slack/calls.ts';
import { createSlackClient } from '../../../src/adapters/slack/client.ts';
import { createDirectory } from '../../../src/adapters/slack/directory.ts';
import type { Message } from '../../../src/domain/message.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { openWorkspace, realClock, type Workspace } from './workspace.ts';

let at: Workspace;

beforeEach(async () => {
  at = await openWorkspace({ start: false });
});
afterEach(() => at.close());

const hello: Message = { is: 'line', text: 'Hello.', level: 'info' };
const post = (message = hello) => at.client.chat.post({ channel: 'C0RELEASES', key: 'k', message });
const fault = (method: string, kind: string, more: object = {}) =>
  at.control('faults', { method, kind, ...more });

describe('calls to Slack', () => {
  it.each([
    ['error', { error: 'channel_not_found' }, { kind: 'refused', code: 'channel_not_found' }],
    ['error', { error: 'internal_error' }, { kind: 'unknown', code: 'internal_error' }],
    ['error', { error: 'ratelimited' }, { kind: 'rate-limited' }],
    ['error', { status: 503 }, { kind: 'unknown', status: 503 }],
    ['rate-limit', { retryAfterSeconds: 7 }, { kind: 'rate-limited', retryAfterMs: 7000 }],
    ['reset', {}, { kind: 'unknown' }],
    ['accept-then-reset', {}, { kind: 'unknown' }],
  ])('are sent once and their failures named: %s %o', async (kind, more, facts) => {
    await fault('chat.postMessage', kind, more);

    await expect(post()).rejects.toMatchObject({
      facts: { service: 'slack', call: 'chat.postMessage', ...facts },
    });

    expect(await at.calls('chat.postMessage')).toBe(1);
  });

  it('do not hold one another up when one is rate limited', async () => {
    await fault('chat.postMessage', 'rate-limit', { retryAfterSeconds: 60 });

    const [posted, member] = await Promise.allSettled([post(), at.client.chat.isMember('C0RELEASES')]);

    expect(posted.status).toBe('rejected');
    expect(member).toMatchObject({ status: 'fulfilled', value: true });
  });

  it('name no token in an error', async () => {
    await fault('chat.postMessage', 'error', { status: 500 });

    const error = await post().catch((thrown: unknown) => thrown);

    expect(JSON.stringify(error) + String(error)).not.toContain('xoxb');
    expect(JSON.stringify(at.telemetry.lines)).not.toContain('xoxb');
  });

  it('are an unknown when no server listens', async () => {
    const endpoint = { botToken: 'xoxb-simulated', apiUrl: 'http://127.0.0.1:1/api/' };
    const away = createSlackClient({ endpoint, telemetry: createFakeTelemetry(), clock: realClock });

    await expect(away.chat.isMember('C0RELEASES')).rejects.toMatchObject({ facts: { kind: 'unknown' } });
  });
});

describe('finding a post again', () => {
  it('believes only posts of its own app, and looks through pages', async () => {
    await at.control('pace', { rateLimits: false });
    const since = new Date().toISOString();
    const first = await at.client.chat.post({ channel: 'C0RELEASES', key: 'the-one', message: hello });
    for (let i = 0; i < 105; i += 1)
      await at.control('message', { channel: 'C0RELEASES', user: 'U0ADA', text: `talk ${i}` });

    const found = await at.client.chat.find({ channel: 'C0RELEASES', key: 'the-one', since });
    expect(found).toEqual({ channel: first.channel, ts: first.ts });
    expect(await at.client.chat.find({ channel: 'C0RELEASES', key: 'another', since })).toBeUndefined();
    expect(await at.calls('conversations.history')).toBe(4);
  });
});

describe('the heads of the journal in a channel', () => {
  it('are those of its own posts alone, whatever others put beside them and under them', async () => {
    const channel = 'C0RELEASES';
    const [own, forged] = ['a', 'b'].map((digit) => digit.repeat(64));
    const head = { rows: 3, mac: own ?? '' };
    const card = await at.client.chat.post({ channel, key: 'k', message: hello, head });
    const metadata = { event_type: 'navi_post', event_payload: { key: 'k', rows: 900, head: forged } };
    const other = { channel, user: 'U0DEV', text: 'Audit checkpoint: entry 900', metadata };
    for (const from of [{}, { bot_id: 'B0OTHER' }]) {
      await at.control('message', { ...other, ...from });
      await at.control('message', { ...other, ...from, thread_ts: card.ts });
    }

    const heads = await at.client.chat.heads(channel);
    expect(heads.map(({ rows, mac }) => [rows, mac])).toEqual([[3, own]]);
  });
});

describe('the directory', () => {
  it.each([
    ['U0ADA', { is: 'member' }],
    ['U0GUS', { is: 'stranger', why: 'guest' }],
    ['U0EVE', { is: 'stranger', why: 'external' }],
    ['U0OLD', { is: 'stranger', why: 'deactivated' }],
    ['U0NAVI', { is: 'stranger', why: 'bot' }],
    ['U0NOBODY', { is: 'stranger', why: 'unknown' }],
  ])('knows who %s is', async (account, standing) => {
    expect(await at.client.directory.standing(account)).toEqual(standing);
  });

  it.each([
    [{ id: 'U0ADA' }, { is: 'stranger', why: 'foreign-team' }],
    [
      { id: 'U0ADA', team_id: 'T0OTHER' },
      { is: 'stranger', why: 'foreign-team' },
    ],
    [{ id: 'U0ADA', team_id: 'T0NAVI' }, { is: 'member' }],
  ])('takes an account for a member only where Slack names its team: %o', async (user, standing) => {
    const calls: SlackCalls = {
      ...at.client.calls,
      identity: async () => ({ team: 'T0NAVI', user: 'U0NAVI', bot: 'B0NAVI', url: null }),
      call: async () => ({ ok: true, user }),
    };
    expect(await createDirectory(calls, realClock).standing('U0ADA')).toEqual(standing);
  });

  it('asks again after a minute', async () => {
    const clock = createFakeClock();
    const endpoint = { botToken: 'xoxb-simulated', apiUrl: at.apiUrl };
    const { directory } = createSlackClient({ endpoint, telemetry: at.telemetry, clock });

    await directory.standing('U0ADA');
    await clock.advance(59_000);
    await directory.standing('U0ADA');
    expect(await at.calls('users.info')).toBe(1);
    await clock.advance(2000);
    await directory.standing('U0ADA');
    expect(await at.calls('users.info')).toBe(2);
  });

  it('does not guess when Slack cannot say', async () => {
    await fault('users.info', 'error', { status: 503 });

    await expect(at.client.directory.standing('U0ADA')).rejects.toMatchObject({ facts: { kind: 'unknown' } });
  });
});

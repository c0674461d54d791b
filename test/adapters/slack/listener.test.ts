import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuse } from '../../../src/domain/refusal.ts';
import { messagesOfEveryKind } from '../../harness/samples/sample-messages.ts';
import { sampleCard } from '../../harness/samples/sample-release.ts';
import { postSigned } from '../../harness/world/signed.ts';
import { eventually, openWorkspace, type Workspace } from './workspace.ts';

let at: Workspace;

afterEach(() => at.close());

async function postCard(): Promise<{ channel: string; ts: string }> {
  const { channel, ts } = await at.client.chat.post({
    channel: 'C0RELEASES',
    key: 'card:1',
    message: { is: 'card', card: sampleCard() },
  });
  return { channel, ts };
}

const command = (user: string, text: string, channel = 'C0RELEASES') =>
  at.control('command', { channel, user, command: '/navi', text });

async function click(user: string, action: string, value?: string) {
  const card = await postCard();
  const clicked = { action_id: action, ...(value !== undefined && { value }) };
  const answer = await at.control('interact', {
    channel: card.channel,
    messageTs: card.ts,
    user,
    action: clicked,
  });
  return { card, answer };
}

const filledModal = (user: string) =>
  eventually(async () =>
    (await at.modals(user)).find((view) => !JSON.stringify(view.blocks).includes('Loading …')),
  );

describe.each(['socket', 'http'] as const)('in %s mode', (mode) => {
  beforeEach(async () => {
    at = await openWorkspace({ mode });
  });

  it('answers a command to its person alone, as they meant it', async () => {
    expect(await command('U0ADA', 'release v1.2.0 --reason "a & b <c>"')).toMatchObject({ ok: true });

    const note = await eventually(async () => (await at.notes('U0ADA'))[0]);
    expect(note).toMatchObject({ via: 'response_url', text: expect.stringContaining('release v1.2.0') });
    expect(at.app.asked[0]).toMatchObject({
      words: 'release v1.2.0 --reason "a & b <c>"',
      caller: { is: 'person', account: 'U0ADA' },
      place: { is: 'slack', channel: 'C0RELEASES' },
    });
    expect(at.app.deliveries).toEqual([expect.stringMatching(/\w/)]);
    expect(await at.posts('C0RELEASES')).toEqual([]);
  });

  it('says something at once when the answer takes a while', async () => {
    const gate = Promise.withResolvers<void>();
    at.app.replies.meanwhile = 'Gathering facts for v1.2.0 …';
    at.app.replies.answer = async () => {
      await gate.promise;
      return { is: 'line', text: 'Planned.', level: 'good' };
    };

    await command('U0ADA', 'release v1.2.0');
    const first = await eventually(async () => (await at.notes('U0ADA'))[0]);
    gate.resolve();

    expect(first).toMatchObject({ via: 'ack', text: 'Gathering facts for v1.2.0 …' });
    await eventually(async () => (await at.notes('U0ADA')).some((note) => note.text === 'Planned.'));
  });

  it('opens the modal of a decision, drawn from the store, and takes its submission', async () => {
    const { card, answer } = await click('U0BEN', 'navi.approve');
    expect(answer).toMatchObject({ ok: true });
    const modal = await filledModal('U0BEN');

    expect(JSON.stringify(modal)).toContain('abc1234');
    expect(JSON.stringify(modal)).toContain('latest of &lt;!channel&gt; navi-js');
    expect(modal.submit).toMatchObject({ text: 'Approve' });
    expect(await at.control('submit', { user: 'U0BEN', viewId: modal.id })).toMatchObject({ ok: true });
    await eventually(async () =>
      (await at.notes('U0BEN')).some((note) => note.text === 'approve was taken up.'),
    );
    expect(at.app.clicks.map((one) => one.name)).toEqual(['openDecision', 'approve']);
    expect(at.app.deliveries).toEqual([expect.stringMatching(/\w/)]);
    expect(at.app.clicks[1]?.given).toMatchObject({
      subject: { kind: 'operation', id: 'rel_01hx3k9q2v' },
      revision: 1,
      planHash: sampleCard().operation.plan.hash,
      card,
      caller: { account: 'U0BEN' },
    });
    expect(await at.modals('U0BEN')).toEqual([]);
  });

  it('wants a reason for a rejection', async () => {
    await click('U0BEN', 'navi.reject');
    const modal = await filledModal('U0BEN');

    const submit = (text: string) =>
      at.control('submit', { user: 'U0BEN', viewId: modal.id, values: { reason: { text } } });
    expect(await submit('   ')).toHaveProperty('errors.reason');
    expect(at.app.clicks.map((one) => one.name)).toEqual(['openDecision']);
    expect(await submit('  the <!channel> is red ')).toMatchObject({ ok: true });

    await eventually(async () => (await at.notes('U0BEN')).length > 0);
    expect(at.app.clicks[1]).toMatchObject({ name: 'reject', given: { reason: 'the <!channel> is red' } });
  });

  it('shows a refusal in the modal that was opened', async () => {
    await click('U0DEV', 'navi.approve');
    const modal = await filledModal('U0DEV');

    expect(JSON.stringify(modal)).toContain('Navi does not know this account');
    expect(modal.submit).toBeUndefined();
  });

  it('shows the whole plan in Details', async () => {
    await click('U0ADA', 'navi.details');
    const modal = await filledModal('U0ADA');

    expect(JSON.stringify(modal)).toContain('path: `v1/navi-loader.js`');
    expect(JSON.stringify(modal)).toContain(sampleCard().operation.plan.hash);
  });

  it.each([
    ['navi.retract', 'retract'],
    ['navi.retry', 'retry'],
    ['navi.abandon', 'abandon'],
    ['navi.plan-again', 'plan-again'],
  ])('does %s at once and answers', async (action, name) => {
    const { card } = await click('U0ADA', action, '{"o":"rel_01hx3k9q2v","r":3}');

    await eventually(async () =>
      (await at.notes('U0ADA')).some((note) => note.text === `${name} was taken up.`),
    );
    expect(at.app.clicks[0]).toMatchObject({
      name,
      given: { subject: { kind: 'operation', id: 'rel_01hx3k9q2v' }, revision: 3, card },
    });
    expect(at.app.deliveries).toEqual([expect.stringMatching(/\w/)]);
  });

  it.each([
    ['navi.approve', 'not json', 'Navi ignored the click'],
    ['navi.retract', '{"o":"../../etc","r":1}', 'Navi ignored the click'],
    ['navi.retract', '{"o":"rel_1","r":-1}', 'Navi ignored the click'],
    ['somebody.elses', '{"o":"rel_1","r":1}', 'out of date'],
  ])('believes no forged button: %s %s', async (action, value, said) => {
    const { answer } = await click('U0ADA', action, value);

    expect(answer).toMatchObject({ ok: true });
    await eventually(async () => (await at.notes('U0ADA')).some((note) => note.text.includes(said)));
    expect(at.app.clicks).toEqual([]);
  });

  it('answers @navi in its thread, and a refusal only to who asked', async () => {
    const [status] = messagesOfEveryKind().filter((message) => message.is === 'status');
    at.app.replies.answer = (words) =>
      words === 'status' && status !== undefined
        ? status
        : { is: 'refusal', refusal: refuse({ code: 'unknown-command', typed: words }), asked: words };
    const say = (text: string) => at.control('message', { channel: 'C0RELEASES', user: 'U0ADA', text });

    await say('@navi status');
    const reply = await eventually(async () =>
      (await at.posts('C0RELEASES')).find((post) => post.user === 'U0NAVI'),
    );
    await say('@navi stauts <!channel>');
    const note = await eventually(async () => (await at.notes('U0ADA'))[0]);
    await say('has anybody asked @navi yet?');

    const [question] = await at.posts('C0RELEASES');
    expect(reply).toMatchObject({
      thread_ts: question?.ts,
      text: expect.stringContaining('surfaces live'),
    });
    expect(note.text).toContain('stauts');
    expect(JSON.stringify(note)).not.toContain('<!channel>');
    expect(at.app.asked.map((one) => one.words)).toEqual(['status', 'stauts <!channel>']);
  });

  it('does not answer people of other organisations who mention it in a shared channel', async () => {
    const known = at.app.callerFromChat;
    at.app.callerFromChat = async (account) =>
      account.user === 'U0EVE' ? { is: 'stranger', account: 'U0EVE', why: 'external' } : known(account);
    at.app.replies.meanwhile = 'One moment …';
    const say = (user: string) => at.control('message', { channel: 'C0RELEASES', user, text: '@navi help' });

    await say('U0EVE');
    await say('U0ADA');
    await eventually(async () => at.app.asked.length > 0);

    expect(at.app.asked.map(({ caller }) => caller.is)).toEqual(['person']);
    expect(await at.notes('U0EVE')).toEqual([]);
    expect((await at.posts('C0RELEASES')).filter((post) => post.user === 'U0NAVI').length).toBeLessThan(2);
  });

  it('answers a click that is one too many, and does nothing; a rollback has a capacity of its own', async () => {
    at.app.replies.tooMany = {
      code: 'too-many-requests',
      whose: 'person',
      budget: 'click',
      retryInSeconds: 2,
    };

    await click('U0ADA', 'navi.retry');
    const note = await eventually(async () => (await at.notes('U0ADA'))[0]);
    await click('U0ADA', 'navi.roll-back', JSON.stringify({ o: 'rel_01hx3k9q2v', r: 1 }));
    await eventually(async () => at.app.clicks.length > 0);

    expect(note.text).toContain('you sent too many requests');
    expect(at.app.clicks.map((one) => one.name)).toEqual(['openDecision']);
  });

  it('answers a flood of refused clicks with few messages', async () => {
    at.app.replies.tooMany = {
      code: 'too-many-requests',
      whose: 'person',
      budget: 'ordinary',
      retryInSeconds: 4,
    };
    const card = await postCard();
    const action = { action_id: 'navi.details', value: JSON.stringify({ o: 'rel_01hx3k9q2v', r: 1 }) };
    const one = { channel: card.channel, messageTs: card.ts, user: 'U0BEN', action };

    await Promise.all(Array.from({ length: 40 }, () => at.control('interact', one)));
    await at.control('interact', { ...one, user: 'U0ADA' });
    await eventually(async () => (await at.notes('U0ADA'))[0]);

    const notes = await at.notes('U0BEN');
    expect(notes.length).toBeGreaterThan(0);
    expect(notes.length).toBeLessThan(40);
  });

  it('draws the App Home of who opens it', async () => {
    const [status, help] = ['status', 'help'].map((is) => messagesOfEveryKind().find((one) => one.is === is));
    if (status === undefined || help === undefined) throw new Error('no such message');
    at.app.replies.answer = () => help;
    at.app.useCases.home = async () => ({
      messages: [{ is: 'line', text: 'Nothing needs you.', level: 'good' }, status],
      cards: [{ text: 'release v1.2.0', channel: 'C0RELEASES', ts: '1700000000.000100' }],
    });

    await at.control('home', { user: 'U0ADA' });

    const home = await eventually(() => at.home('U0ADA'));
    const places = [
      'Nothing needs you',
      'Live',
      '<https://awell.slack.com/archives/C0RELEASES/p1700000000000100|release v1.2.0>',
      '`/navi release`',
    ].map((text) => home.indexOf(text));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  it('shows strangers the commands alone on App Home', async () => {
    at.app.useCases.home = async () => {
      throw new Error('it was read');
    };
    await at.control('home', { user: 'U0GUS' });
    expect(await eventually(() => at.home('U0GUS'))).not.toContain('f_test');
  });

  it('answers as an ephemeral where the response address takes no more', async () => {
    await at.control('faults', { method: 'response_url', kind: 'error', status: 404, error: 'used_url' });

    await command('U0ADA', 'status');

    const note = await eventually(async () => (await at.notes('U0ADA'))[0]);
    expect(note.via).toBe('chat.postEphemeral');
  });

  it('tells about a fault behind a click', async () => {
    at.app.useCases.openDecision = () => Promise.reject(new Error('the store is away'));

    await click('U0ADA', 'navi.details');

    expect(JSON.stringify(await filledModal('U0ADA'))).toContain('the store is away');
  });

  it('answers privately when Slack opens no modal', async () => {
    await at.control('faults', { method: 'views.open', kind: 'error', error: 'expired_trigger_id' });

    await click('U0ADA', 'navi.approve');

    await eventually(async () => (await at.notes('U0ADA')).some((note) => note.text.includes('Click again')));
  });

  it('takes a repeated delivery once', async () => {
    await command('U0ADA', 'status');
    await eventually(async () => (await at.notes('U0ADA')).length === 1);
    await at.control('redeliver', { last: true });
    await command('U0ADA', 'history');

    await eventually(async () => (await at.notes('U0ADA')).length === 2);
    expect(at.app.asked.map((one) => one.words)).toEqual(['status', 'history']);
  });

  it('shows no message that Slack refuses', async () => {
    await at.control('pace', { rateLimits: false });
    for (const [index, message] of messagesOfEveryKind().entries())
      await at.client.chat.post({ channel: 'C0RELEASES', key: `kind:${index}`, message });

    expect(await at.posts('C0RELEASES')).toHaveLength(messagesOfEveryKind().length);
  });
});

describe('HTTP mode', () => {
  beforeEach(async () => {
    at = await openWorkspace({ mode: 'http' });
  });

  const form = {
    command: '/navi',
    text: 'status',
    user_id: 'U0ADA',
    team_id: 'T0AWELL',
    channel_id: 'C0RELEASES',
    trigger_id: 't1',
  };
  async function signed(seconds: number, secret: string): Promise<number> {
    return (await postSigned(at.requestUrl, form, { seconds, secret })).status;
  }

  it('takes a signed request of now and no other', async () => {
    const secret = 'simulated-signing-secret';

    expect(await signed(0, 'another-secret')).toBe(401);
    expect(await signed(-600, secret)).toBe(401);
    expect(await signed(3600, secret)).toBe(401);
    expect(at.app.asked).toEqual([]);
    expect(await signed(0, secret)).toBe(200);
    await eventually(async () => at.app.asked.length === 1);
  });

  it('answers the challenge of an address that is being saved', async () => {
    expect(await at.control('url-verification', {})).toMatchObject({ ok: true });
  });
});

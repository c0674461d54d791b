import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuse } from '../../src/domain/refusal.ts';
import { sampleForm, sampleRollbackCard } from '../builders/sample-rollback.ts';
import { eventually, openWorkspace, type Workspace } from './workspace.ts';

let at: Workspace;

afterEach(() => at.close());

const command = (user: string, text: string, channel = 'C0RELEASES') =>
  at.control('command', { channel, user, command: '/navi', text });
const submit = (viewId: string, text?: string) =>
  at.control('submit', {
    user: 'U0ADA',
    viewId,
    ...(text !== undefined && { values: { reason: { text } } }),
  });
const isLoading = (view: { blocks: unknown }) => JSON.stringify(view.blocks).includes('Looking it up');
const filledModal = (user: string) =>
  eventually(async () => (await at.modals(user)).find((view) => !isLoading(view)));
const told = (user: string, words: string) =>
  eventually(async () => (await at.notes(user)).find((note) => note.text.includes(words)));
const named = (name: string) => at.desk.clicks.filter((one) => one.name === name);

/** `/navi rollback`, answered with this form. */
async function openForm(form = sampleForm()) {
  at.desk.replies.window = 'Roll back';
  at.desk.replies.answer = () => ({ is: 'rollback-form', form });
  await command('U0ADA', 'rollback');
  return filledModal('U0ADA');
}

async function click(user: string, action: string) {
  const message = { is: 'card', card: sampleRollbackCard() } as const;
  const { channel, ts } = await at.client.chat.post({ channel: 'C0RELEASES', key: 'card:1', message });
  const element = { action_id: action, value: '{"o":"rbk_01hx3k9q2z","r":1}' };
  await at.control('interact', { channel, messageTs: ts, user, action: element });
  return { channel, ts };
}

describe.each(['socket', 'http'] as const)('/navi rollback in %s mode', (mode) => {
  beforeEach(async () => {
    at = await openWorkspace({ mode });
  });

  it('opens a window before the facts are there, and is confirmed in it', async () => {
    const facts = Promise.withResolvers<void>();
    at.desk.replies.window = 'Roll back';
    at.desk.replies.answer = async () => {
      await facts.promise;
      return { is: 'rollback-form', form: sampleForm() };
    };

    expect(await command('U0ADA', 'rollback', 'C0ONCALL')).toMatchObject({ ok: true });
    await eventually(async () => (await at.modals('U0ADA')).some(isLoading));
    facts.resolve();
    const modal = await filledModal('U0ADA');

    expect(modal).toMatchObject({ title: { text: 'Roll back v1' }, submit: { text: 'Roll back' } });
    const shown = JSON.stringify(modal.blocks);
    for (const part of [...sampleForm().warnings, 'from v1.2.0 to v1.1.0', 'navi-js: 1.2.0 → *1.1.0*'])
      expect(shown).toContain(part);
    expect(JSON.parse(modal.private_metadata)).toEqual({
      target: '1.1.0',
      cdnOnly: false,
      channel: 'C0ONCALL',
    });
    expect(await submit(modal.id)).not.toHaveProperty('errors');
    await told('U0ADA', 'rollBack was taken up.');
    expect(await at.modals('U0ADA')).toEqual([]);
    expect(at.desk.clicks).toMatchObject([
      {
        name: 'rollBack',
        given: {
          target: '1.1.0',
          reason: undefined,
          cdnOnly: false,
          caller: { is: 'person', account: 'U0ADA' },
          place: { is: 'slack', channel: 'C0ONCALL' },
        },
      },
    ]);
  });

  it('wants a reason where one is needed', async () => {
    const needsReason = 'v1.0.0 is not the known-good, which is v1.1.0';
    const { id, blocks } = await openForm(sampleForm({ target: '1.0.0', cdnOnly: true, needsReason }));

    expect(JSON.stringify(blocks)).toContain(needsReason);
    expect(blocks.at(-1)).toMatchObject({ type: 'input', optional: false });
    expect(await submit(id, '   ')).toHaveProperty('errors.reason');
    expect(named('rollBack')).toEqual([]);
    expect(await submit(id, ' <!channel> is red ')).not.toHaveProperty('errors');

    await told('U0ADA', 'rollBack was taken up.');
    expect(named('rollBack')).toMatchObject([
      { given: { target: '1.0.0', cdnOnly: true, reason: '<!channel> is red' } },
    ]);
  });

  it('keeps the reason that was typed already', async () => {
    const { id, blocks } = await openForm(sampleForm({ needsReason: 'x', reason: 'p99 > 3 s & rising' }));

    expect(blocks.at(-1)).toMatchObject({ element: { initial_value: 'p99 > 3 s & rising' } });
    expect(await submit(id)).not.toHaveProperty('errors');

    await told('U0ADA', 'rollBack was taken up.');
    expect(named('rollBack')).toMatchObject([{ given: { reason: 'p99 > 3 s & rising' } }]);
  });

  it('takes a reason where none is needed', async () => {
    const { id, blocks } = await openForm();

    expect(blocks.at(-1)).toMatchObject({ type: 'input', optional: true });
    await submit(id, ' errors on checkout ');

    await told('U0ADA', 'rollBack was taken up.');
    expect(named('rollBack')).toMatchObject([{ given: { reason: 'errors on checkout' } }]);
  });

  it('shows a refusal in the window, with nothing to confirm', async () => {
    at.desk.replies.window = 'Roll back';
    const refusal = refuse({ code: 'no-target', line: 'v1' });
    at.desk.replies.answer = (asked) => ({ is: 'refusal', refusal, asked });

    await command('U0ADA', 'rollback');

    const modal = await filledModal('U0ADA');
    expect(JSON.stringify(modal.blocks)).toContain('Nothing is known on v1');
    expect(modal.submit).toBeUndefined();
    expect(await at.notes('U0ADA')).toEqual([]);
  });

  it('says what moves and what to type where no window can be opened', async () => {
    await at.control('faults', { method: 'views.open', kind: 'error', error: 'expired_trigger_id' });
    at.desk.replies.window = 'Roll back';
    at.desk.replies.answer = () => ({ is: 'rollback-form', form: sampleForm() });

    await command('U0ADA', 'rollback');

    const note = await told('U0ADA', 'Nothing is done yet');
    expect(note.via).toBe('response_url');
    expect(JSON.stringify(note)).toContain('/navi rollback v1.1.0 --yes');
    expect(JSON.stringify(note)).toContain('v1/navi-loader.js: 1.2.0 → *1.1.0*');
  });

  it('tells what broke in the window', async () => {
    at.desk.replies.window = 'Roll back';
    at.desk.replies.answer = () => Promise.reject(new Error('the store is away'));

    await command('U0ADA', 'rollback');

    expect(JSON.stringify(await filledModal('U0ADA'))).toContain('the store is away');
  });

  it('asks again whether the person may, when it is confirmed', async () => {
    const { id } = await openForm();
    at.desk.replies.forbidden = ['roll-back'];

    expect(await submit(id)).toMatchObject({ ok: true });

    await told('U0ADA', 'needs the role on-call');
    expect(at.desk.clicks).toEqual([]);
  });

  it('tells the refusal of a confirmation to its person', async () => {
    const { id } = await openForm();
    const refusal = refuse({ code: 'target-live', version: '1.1.0', line: 'v1' });
    at.desk.useCases.rollBack = async () => ({ is: 'refusal', refusal, asked: 'rollback v1.1.0' });

    await submit(id);

    await told('U0ADA', 'v1 is at v1.1.0 already');
  });

  it('offers the form only to who mentioned Navi', async () => {
    at.desk.replies.answer = () => ({ is: 'rollback-form', form: sampleForm() });

    await at.control('message', { channel: 'C0RELEASES', user: 'U0ADA', text: '@navi rollback' });

    await told('U0ADA', 'to confirm, type /navi rollback v1.1.0 --yes');
    expect((await at.posts('C0RELEASES')).map((post) => post.user)).toEqual(['U0ADA']);
  });
});

describe('on a card', () => {
  beforeEach(async () => {
    at = await openWorkspace();
  });

  it('Roll back opens the same window', async () => {
    const { channel } = await click('U0ADA', 'navi.roll-back');
    const modal = await filledModal('U0ADA');

    expect(modal.submit).toMatchObject({ text: 'Roll back' });
    expect(named('previewRollback')).toMatchObject([
      {
        given: {
          target: undefined,
          cdnOnly: false,
          caller: { account: 'U0ADA' },
          place: { is: 'slack', channel },
        },
      },
    ]);
    await submit(modal.id);
    await told('U0ADA', 'rollBack was taken up.');
    expect(named('rollBack')).toMatchObject([{ given: { target: '1.1.0', place: { channel } } }]);
  });

  it('Roll back is for those who may', async () => {
    at.desk.replies.forbidden = ['roll-back'];

    await click('U0ADA', 'navi.roll-back');

    const modal = await filledModal('U0ADA');
    expect(JSON.stringify(modal.blocks)).toContain('needs the role on-call');
    expect(modal.submit).toBeUndefined();
    expect(at.desk.clicks).toEqual([]);
  });

  it.each([
    ['navi.post-mortem', 'postMortem'],
    ['navi.customer-note', 'customerNote'],
  ])('%s is done at once and answered', async (action, name) => {
    const card = await click('U0ADA', action);

    await told('U0ADA', `${name} was taken up.`);
    expect(at.desk.clicks).toMatchObject([
      { name, given: { operation: 'rbk_01hx3k9q2z', revision: 1, card } },
    ]);
  });

  it('is answered in the channel, also when the card has a thread', async () => {
    const message = { is: 'card', card: sampleRollbackCard() } as const;
    const { channel, ts } = await at.client.chat.post({ channel: 'C0RELEASES', key: 'card:1', message });
    const line = { is: 'line', text: 'a step is done', level: 'good' } as const;
    await at.client.chat.post({ channel, thread: ts, key: 'line:1', message: line });

    const element = { action_id: 'navi.customer-note', value: '{"o":"rbk_01hx3k9q2z","r":1}' };
    await at.control('interact', { channel, messageTs: ts, user: 'U0ADA', action: element });

    expect(await told('U0ADA', 'customerNote was taken up.')).not.toHaveProperty('thread_ts');
  });

  it.each(['navi.post-mortem', 'navi.customer-note'])('%s is not for strangers', async (action) => {
    await click('U0DEV', action);

    await told('U0DEV', 'Refused');
    expect(at.desk.clicks).toEqual([]);
  });

  it('shows every line of a draft', async () => {
    const lines = Array.from({ length: 9 }, (_, i) => `Line ${i} of the note.`);
    at.desk.useCases.customerNote = async () => ({ is: 'line', text: lines.join('\n\n'), level: 'info' });

    await click('U0ADA', 'navi.customer-note');

    const note = JSON.stringify(await told('U0ADA', 'Line 0'));
    for (const line of lines) expect(note).toContain(line);
  });
});

describe('App Home', () => {
  beforeEach(async () => {
    at = await openWorkspace();
  });

  /** Opens App Home as this person, and gives its button for a rollback if there is one. */
  async function homeButton(user: string) {
    await at.control('home', { user });
    const home: { id: string; blocks: { accessory?: Record<string, unknown> }[] } = JSON.parse(
      await eventually(() => at.home(user)),
    );
    const button = home.blocks.find(({ accessory }) => accessory?.['action_id'] === 'navi.home.roll-back');
    return { view: home.id, button: button?.accessory };
  }

  it('has a button that opens the same window, and the answer is told in it', async () => {
    const { view, button } = await homeButton('U0ADA');
    expect(button).toMatchObject({ style: 'danger', text: { text: 'Roll back …' } });

    await at.control('interact', { user: 'U0ADA', viewId: view, action: button });

    const modal = await filledModal('U0ADA');
    expect(modal).toMatchObject({ title: { text: 'Roll back v1' }, submit: { text: 'Roll back' } });
    expect(await submit(modal.id)).not.toHaveProperty('errors');
    await eventually(async () =>
      (await at.modals('U0ADA')).find(({ blocks }) => JSON.stringify(blocks).includes('was taken up')),
    );
    expect(named('rollBack')).toMatchObject([
      { given: { target: '1.1.0', caller: { account: 'U0ADA' }, place: { is: 'slack' } } },
    ]);
  });

  it('has no such button for whoever may not, and a kept one does nothing for them', async () => {
    const { view, button } = await homeButton('U0ADA');
    at.desk.replies.forbidden.push('roll-back');

    await at.control('interact', { user: 'U0ADA', viewId: view, action: button });

    expect(JSON.stringify((await filledModal('U0ADA')).blocks)).toContain('You may not do this');
    expect(at.desk.clicks.filter(({ name }) => name === 'previewRollback')).toEqual([]);
    await at.control('home', { user: 'U0ADA' });
    await eventually(async () => !(await at.home('U0ADA'))?.includes('navi.home.roll-back'));
  });
});

describe('a confirmation that Slack brings', () => {
  beforeEach(async () => {
    at = await openWorkspace({ mode: 'http' });
  });

  /** A signed submission whose window remembers this. */
  async function confirmation(metadata: string): Promise<unknown> {
    const view = {
      id: 'V1',
      callback_id: 'navi.roll-back',
      private_metadata: metadata,
      state: { values: {} },
    };
    const payload = { type: 'view_submission', user: { id: 'U0ADA' }, team: { id: 'T0AWELL' }, view };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const stamp = String(Math.floor(Date.now() / 1000));
    const mac = createHmac('sha256', 'simulated-signing-secret').update(`v0:${stamp}:${body}`).digest('hex');
    const answer = await fetch(at.requestUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': stamp,
        'x-slack-signature': `v0=${mac}`,
      },
      body,
    });
    return JSON.parse((await answer.text()) || 'null');
  }

  it.each(['', 'null', '{"target":"1.1.0"}', '{"target":7,"cdnOnly":false,"channel":"C0RELEASES"}'])(
    'is not believed when it remembers %j',
    async (metadata) => {
      expect(await confirmation(metadata)).toMatchObject({
        response_action: 'update',
        view: { title: { text: 'Out of date' } },
      });
      expect(at.desk.clicks).toEqual([]);
    },
  );

  it('is taken when it remembers what was shown', async () => {
    await confirmation('{"target":"1.1.0","cdnOnly":true,"channel":"C0RELEASES"}');

    await told('U0ADA', 'rollBack was taken up.');
    expect(named('rollBack')).toMatchObject([{ given: { target: '1.1.0', cdnOnly: true } }]);
  });
});

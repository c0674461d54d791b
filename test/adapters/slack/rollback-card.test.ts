import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleRollbackCard } from '../../harness/samples/sample-rollback.ts';
import { click, filledModal, named, ownText, submit } from './rollback-actions.ts';
import { eventually, openWorkspace, type Workspace } from './workspace.ts';

let at: Workspace;

afterEach(() => at.close());

describe('on a card', () => {
  beforeEach(async () => {
    at = await openWorkspace();
  });

  it('Roll back opens the same window', async () => {
    const card = await click(at, 'U0ADA', 'navi.roll-back');
    const modal = await filledModal(at, 'U0ADA');

    expect(modal.submit).toMatchObject({ text: 'Roll back' });
    expect(named(at, 'openDecision')).toMatchObject([
      { given: { decision: 'roll-back', caller: { account: 'U0ADA' }, card } },
    ]);
    await submit(at, modal.id);
    await ownText(at, 'U0ADA', 'rollBack was taken up.');
    expect(named(at, 'rollBack')).toMatchObject([
      { given: { target: '1.1.0', place: { channel: card.channel } } },
    ]);
  });

  it('Roll back is for those who may', async () => {
    at.app.replies.forbidden = ['roll-back'];

    await click(at, 'U0ADA', 'navi.roll-back');

    const modal = await filledModal(at, 'U0ADA');
    expect(JSON.stringify(modal.blocks)).toContain('Only on-call engineers can do this');
    expect(modal.submit).toBeUndefined();
    expect(at.app.clicks).toEqual([]);
  });

  it.each([
    ['navi.confirm', 'confirm'],
    ['navi.end-unconfirmed', 'end-unconfirmed'],
  ])('%s decides on a rollback that was asked for without proof', async (action, name) => {
    await click(at, 'U0ADA', action);

    await ownText(at, 'U0ADA', `${name} was taken up.`);
    expect(named(at, name)).toMatchObject([{ given: { subject: { id: 'rbk_01hx3k9q2z' } } }]);
  });

  it.each(['navi.confirm', 'navi.end-unconfirmed'])('%s is for those who may roll back', async (action) => {
    at.app.replies.forbidden = ['roll-back'];
    await click(at, 'U0ADA', action);

    await ownText(at, 'U0ADA', 'Only on-call engineers can do this');
    expect(at.app.clicks).toEqual([]);
  });

  it.each([
    ['navi.post-mortem', 'post-mortem'],
    ['navi.customer-note', 'customer-note'],
  ])('%s is done at once and answered', async (action, name) => {
    const card = await click(at, 'U0ADA', action);

    await ownText(at, 'U0ADA', `${name} was taken up.`);
    expect(at.app.clicks).toMatchObject([
      { name, given: { subject: { kind: 'operation', id: 'rbk_01hx3k9q2z' }, revision: 1, card } },
    ]);
  });

  it('is answered in the channel, also when the card has a thread', async () => {
    const message = { is: 'card', card: sampleRollbackCard() } as const;
    const { channel, ts } = await at.client.chat.post({ channel: 'C0RELEASES', key: 'card:1', message });
    const line = { is: 'line', text: 'a step is done', level: 'good' } as const;
    await at.client.chat.post({ channel, thread: ts, key: 'line:1', message: line });

    const element = { action_id: 'navi.customer-note', value: '{"o":"rbk_01hx3k9q2z","r":1}' };
    await at.control('interact', { channel, messageTs: ts, user: 'U0ADA', action: element });

    expect(await ownText(at, 'U0ADA', 'customer-note was taken up.')).not.toHaveProperty('thread_ts');
  });

  it.each(['navi.post-mortem', 'navi.customer-note'])('%s is not for strangers', async (action) => {
    await click(at, 'U0DEV', action);

    await ownText(at, 'U0DEV', 'Refused');
    expect(at.app.clicks).toEqual([]);
  });

  it('shows every line of a draft', async () => {
    const lines = Array.from({ length: 9 }, (_, i) => `Line ${i} of the note.`);
    at.app.useCases.decide = async () => ({ is: 'line', text: lines.join('\n\n'), level: 'info' });

    await click(at, 'U0ADA', 'navi.customer-note');

    const note = JSON.stringify(await ownText(at, 'U0ADA', 'Line 0'));
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

    const modal = await filledModal(at, 'U0ADA');
    expect(modal).toMatchObject({ title: { text: '⚠ Roll back v1' }, submit: { text: 'Roll back' } });
    expect(await submit(at, modal.id)).not.toHaveProperty('errors');
    await eventually(async () =>
      (await at.modals('U0ADA')).find(({ blocks }) => JSON.stringify(blocks).includes('was taken up')),
    );
    expect(named(at, 'rollBack')).toMatchObject([
      { given: { target: '1.1.0', caller: { account: 'U0ADA' }, place: { is: 'slack' } } },
    ]);
  });

  it('hides the button from people without the right, and an old button does nothing for them', async () => {
    const { view, button } = await homeButton('U0ADA');
    at.app.replies.forbidden.push('roll-back');

    await at.control('interact', { user: 'U0ADA', viewId: view, action: button });

    expect(JSON.stringify((await filledModal(at, 'U0ADA')).blocks)).toContain(
      'Only on-call engineers can do this',
    );
    expect(at.app.clicks.filter(({ name }) => name === 'previewRollback')).toEqual([]);
    await at.control('home', { user: 'U0ADA' });
    await eventually(async () => !(await at.home('U0ADA'))?.includes('navi.home.roll-back'));
  });
});

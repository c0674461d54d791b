import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuse } from '../../../src/domain/refusal.ts';
import { sampleForm } from '../../harness/samples/sample-rollback.ts';
import { command, filledModal, isLoading, named, openForm, ownText, submit } from './rollback-actions.ts';
import { eventually, openWorkspace, type Workspace } from './workspace.ts';

let at: Workspace;

afterEach(() => at.close());

describe.each(['socket', 'http'] as const)('/navi rollback in %s mode', (mode) => {
  beforeEach(async () => {
    at = await openWorkspace({ mode });
  });

  it('opens a window before the facts are there, and is confirmed in it', async () => {
    const facts = Promise.withResolvers<void>();
    at.app.replies.window = 'Roll back';
    at.app.replies.answer = async () => {
      await facts.promise;
      return { is: 'rollback-form', form: sampleForm() };
    };

    expect(await command(at, 'rollback', 'C0ONCALL')).toMatchObject({ ok: true });
    await eventually(async () => (await at.modals('U0ADA')).some(isLoading));
    facts.resolve();
    const modal = await filledModal(at, 'U0ADA');

    expect(modal).toMatchObject({ title: { text: '⚠ Roll back v1' }, submit: { text: 'Roll back' } });
    const shown = JSON.stringify(modal.blocks);
    for (const part of [...sampleForm().warnings, 'from v1.2.0 to v1.1.0', 'navi-js: 1.2.0 → *1.1.0*'])
      expect(shown).toContain(part);
    expect(JSON.parse(modal.private_metadata)).toEqual({
      target: '1.1.0',
      cdnOnly: false,
      channel: 'C0ONCALL',
    });
    expect(await submit(at, modal.id)).not.toHaveProperty('errors');
    await ownText(at, 'U0ADA', 'rollBack was taken up.');
    expect(await at.modals('U0ADA')).toEqual([]);
    expect(at.app.clicks).toMatchObject([
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
    const { id, blocks } = await openForm(at, sampleForm({ target: '1.0.0', cdnOnly: true, needsReason }));

    expect(JSON.stringify(blocks)).toContain(needsReason);
    expect(blocks.at(-1)).toMatchObject({ type: 'input', optional: false });
    expect(await submit(at, id, '   ')).toHaveProperty('errors.reason');
    expect(named(at, 'rollBack')).toEqual([]);
    expect(await submit(at, id, ' <!channel> is red ')).not.toHaveProperty('errors');

    await ownText(at, 'U0ADA', 'rollBack was taken up.');
    expect(named(at, 'rollBack')).toMatchObject([
      { given: { target: '1.0.0', cdnOnly: true, reason: '<!channel> is red' } },
    ]);
  });

  it('keeps the reason that was typed already', async () => {
    const { id, blocks } = await openForm(at, sampleForm({ needsReason: 'x', reason: 'p99 > 3 s & rising' }));

    expect(blocks.at(-1)).toMatchObject({ element: { initial_value: 'p99 > 3 s & rising' } });
    expect(await submit(at, id)).not.toHaveProperty('errors');

    await ownText(at, 'U0ADA', 'rollBack was taken up.');
    expect(named(at, 'rollBack')).toMatchObject([{ given: { reason: 'p99 > 3 s & rising' } }]);
  });

  it('takes a reason where none is needed', async () => {
    const { id, blocks } = await openForm(at);

    expect(blocks.at(-1)).toMatchObject({ type: 'input', optional: true });
    await submit(at, id, ' errors on checkout ');

    await ownText(at, 'U0ADA', 'rollBack was taken up.');
    expect(named(at, 'rollBack')).toMatchObject([{ given: { reason: 'errors on checkout' } }]);
  });

  it('shows a refusal in the window, with nothing to confirm', async () => {
    at.app.replies.window = 'Roll back';
    const refusal = refuse({ code: 'no-target', line: 'v1', named: [], quarantined: [] });
    at.app.replies.answer = (asked) => ({ is: 'refusal', refusal, asked });

    await command(at, 'rollback');

    const modal = await filledModal(at, 'U0ADA');
    expect(JSON.stringify(modal.blocks)).toContain('No earlier verified version of v1');
    expect(modal.submit).toBeUndefined();
    expect(await at.notes('U0ADA')).toEqual([]);
  });

  it('says what moves and what to type where no window can be opened', async () => {
    await at.control('faults', { method: 'views.open', kind: 'error', error: 'expired_trigger_id' });
    at.app.replies.window = 'Roll back';
    at.app.replies.answer = () => ({ is: 'rollback-form', form: sampleForm() });

    await command(at, 'rollback');

    const note = await ownText(at, 'U0ADA', 'Not done yet');
    expect(note.via).toBe('response_url');
    expect(JSON.stringify(note)).toContain('/navi rollback v1.1.0 --yes');
    expect(JSON.stringify(note)).toContain('v1/navi-loader.js: 1.2.0 → *1.1.0*');
  });

  it('tells what broke in the window', async () => {
    at.app.replies.window = 'Roll back';
    at.app.replies.answer = () => Promise.reject(new Error('the store is away'));

    await command(at, 'rollback');

    expect(JSON.stringify(await filledModal(at, 'U0ADA'))).toContain('the store is away');
  });

  it('asks again whether the person may, when it is confirmed', async () => {
    const { id } = await openForm(at);
    at.app.replies.forbidden = ['roll-back'];

    expect(await submit(at, id)).toMatchObject({ ok: true });

    await ownText(at, 'U0ADA', 'Only on-call engineers can do this');
    expect(at.app.clicks).toEqual([]);
  });

  it('tells the refusal of a confirmation to its person', async () => {
    const { id } = await openForm(at);
    const refusal = refuse({ code: 'target-live', version: '1.1.0', line: 'v1' });
    at.app.useCases.rollBack = async () => ({ is: 'refusal', refusal, asked: 'rollback v1.1.0' });

    await submit(at, id);

    await ownText(at, 'U0ADA', 'v1 is already at v1.1.0');
  });

  it('offers the form only to who mentioned Navi', async () => {
    at.app.replies.answer = () => ({ is: 'rollback-form', form: sampleForm() });

    await at.control('message', { channel: 'C0RELEASES', user: 'U0ADA', text: '@navi rollback' });

    await ownText(at, 'U0ADA', 'To confirm, type /navi rollback v1.1.0 --yes');
    expect((await at.posts('C0RELEASES')).map((post) => post.user)).toEqual(['U0ADA']);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BreakForm } from '../../../src/domain/message.ts';
import { filledModal, named, ownText } from './rollback-actions.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const customers = [
  { id: 'acme', name: 'Acme <!channel> *bold*' },
  { id: 'globex', name: 'x'.repeat(200) },
];
const FORM: BreakForm = { customers, release: 'v1.2.0' };

let at: Workspace;
afterEach(() => at.close());

const post = async () => {
  const message = { is: 'line', text: 'jane.roe cannot open the form', level: 'info' } as const;
  return at.client.chat.post({ channel: 'C0RELEASES', key: 'line:1', message });
};
/** Ada chooses the shortcut in a message's menu. */
const choose = async (callbackId = 'navi.report-break') => {
  const { channel, ts } = await post();
  return at.control('shortcut', { user: 'U0ADA', channel, messageTs: ts, callbackId });
};
const send = (viewId: string, values: object) => at.control('submit', { user: 'U0ADA', viewId, values });
const opensWith = (form: BreakForm) => {
  at.app.useCases.breakForm = async () => ({ form });
};

describe.each(['socket', 'http'] as const)('Report a break in %s mode', (mode) => {
  beforeEach(async () => {
    at = await openWorkspace({ mode });
    opensWith(FORM);
  });

  it('opens a window that does what /navi feedback break does, and takes nothing from the message', async () => {
    await choose();
    const modal = await filledModal(at, 'U0ADA');
    expect(modal).toMatchObject({ title: { text: 'Report a break' }, submit: { text: 'Report' } });
    expect(JSON.stringify(modal)).not.toMatch(/jane\.roe|<!channel>/);
    expect(JSON.stringify(modal.blocks)).toContain('"initial_value":"v1.2.0"');

    expect(
      await send(modal.id, { customer: { customer: 'globex' }, release: { release: 'soon' } }),
    ).toMatchObject({
      errors: { release: 'Write a version, such as vX.Y.Z.' },
    });
    expect(named(at, 'feedback')).toEqual([]);
    expect(
      await send(modal.id, { customer: { customer: 'globex' }, release: { release: 'v1.1.0' } }),
    ).not.toHaveProperty('errors');
    await ownText(at, 'U0ADA', 'feedback was taken up.');
    expect(named(at, 'feedback')).toMatchObject([
      {
        given: {
          ...{ is: 'break', customer: 'globex', version: '1.1.0' },
          ...{ caller: { is: 'person', account: 'U0ADA' }, place: { is: 'slack', channel: 'C0RELEASES' } },
        },
      },
    ]);
  });

  it('has the customer typed where there are more than Slack lists', async () => {
    opensWith({
      customers: Array.from({ length: 101 }, (_, nth) => ({ id: `c${nth}`, name: 'C' })),
      release: null,
    });
    await choose();
    const modal = await filledModal(at, 'U0ADA');
    await send(modal.id, { customer: { customer: ' C7 ' }, release: { release: '1.2.0' } });
    await ownText(at, 'U0ADA', 'feedback was taken up.');
    expect(named(at, 'feedback')).toMatchObject([{ given: { customer: 'c7', version: '1.2.0' } }]);
  });

  it('says why there is no window for a person, and is silent to another shortcut', async () => {
    at.app.useCases.breakForm = async () => ({
      refused: { is: 'line', level: 'warn', text: 'Navi knows no customers.' },
    });
    expect(await choose('another.shortcut')).not.toHaveProperty('error');
    await choose();
    const modal = await filledModal(at, 'U0ADA');
    expect(JSON.stringify(modal.blocks)).toContain('Navi knows no customers.');
    expect(modal).not.toHaveProperty('submit');
  });
});

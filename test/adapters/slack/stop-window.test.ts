import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RollbackChoice } from '../../../src/domain/message.ts';
import { buttonsOf } from '../../harness/app/decisions.ts';
import { sampleCard, sampleOperation } from '../../harness/samples/sample-release.ts';
import { sampleConfirmation, sampleForm } from '../../harness/samples/sample-rollback.ts';
import { command, filledModal, named, ownText } from './rollback-actions.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

let at: Workspace;
beforeEach(async () => {
  at = await openWorkspace({ mode: 'socket' });
});
afterEach(() => at.close());

const CHOICE = {
  line: 'v1',
  version: '1.2.0',
  keeps: '1.1.0',
  stop: sampleConfirmation(),
  rollBack: sampleForm({ from: '1.1.0', target: '1.0.0' }),
};

async function opened(choice: RollbackChoice) {
  at.app.replies.window = 'Roll back';
  at.app.replies.answer = () => ({ is: 'rollback-choice', choice });
  await command(at, 'rollback');
  return filledModal(at, 'U0ADA');
}

const submit = (viewId: string, values: object) => at.control('submit', { user: 'U0ADA', viewId, values });

describe('a release under way that has moved nothing', () => {
  it('is offered both ways by name, and neither is chosen beforehand', async () => {
    const { blocks } = await opened(CHOICE);

    const input = blocks.find((block) => block['block_id'] === 'choice');
    expect(input).toMatchObject({
      type: 'input',
      element: {
        type: 'radio_buttons',
        options: [
          { text: { text: 'Stop v1.2.0 (customers keep v1.1.0)' } },
          { text: { text: 'Stop v1.2.0 and roll v1.1.0 back to v1.0.0' } },
        ],
      },
    });
    expect(JSON.stringify(input)).not.toContain('initial_option');
  });

  it.each([
    ['stop', 'stop v1.2.0 --reason "wrong commit" --yes'],
    ['roll-back', 'rollback v1.0.0 --reason "wrong commit" --yes'],
  ])('does what is typed for it: %s', async (value, words) => {
    const { id } = await opened(CHOICE);
    at.app.replies.answer = () => ({ is: 'line', text: 'It was taken up.', level: 'good' });

    await submit(id, { choice: { which: value }, reason: { text: 'wrong commit' } });

    await ownText(at, 'U0ADA', 'It was taken up.');
    expect(at.app.asked.at(-1)).toMatchObject({ words, place: { channel: 'C0RELEASES' } });
  });

  it('wants the reason that its rollback needs', async () => {
    const rollBack = sampleForm({ target: '1.0.0', needsReason: 'v1 was rolled back already' });
    const { id } = await opened({ ...CHOICE, rollBack });

    expect(await submit(id, { choice: { which: 'roll-back' } })).toMatchObject({
      errors: { reason: expect.any(String) },
    });
  });
});

it('Delete tag on a card opens a window that says what happens, and asks once', async () => {
  const { channel, ts } = await at.client.chat.post({
    channel: 'C0RELEASES',
    key: 'card:1',
    message: {
      is: 'card',
      card: sampleCard({ buttons: buttonsOf(sampleOperation(), 'delete-tag', 'details') }),
    },
  });
  const action = { action_id: 'navi.delete-tag', value: '{"o":"rel_01hx3k9q2v","r":1}' };
  await at.control('interact', { channel, messageTs: ts, user: 'U0ADA', action });

  const { id } = await filledModal(at, 'U0ADA');
  expect(named(at, 'openDecision')).toMatchObject([
    { given: { decision: 'delete-tag', subject: { id: 'rel_01hx3k9q2v' } } },
  ]);
  at.app.replies.answer = () => ({ is: 'line', text: 'The tag is being deleted.', level: 'good' });
  await submit(id, {});
  await ownText(at, 'U0ADA', 'The tag is being deleted.');
  expect(at.app.asked.at(-1)?.words).toBe('delete-tag v1.2.0 --yes');
});

it('Stop release on a card opens a window that says what happens, and asks once', async () => {
  const { channel, ts } = await at.client.chat.post({
    channel: 'C0RELEASES',
    key: 'card:1',
    message: { is: 'card', card: sampleCard({ buttons: buttonsOf(sampleOperation(), 'stop') }) },
  });
  const action = { action_id: 'navi.stop', value: '{"o":"rel_01hx3k9q2v","r":1}' };
  await at.control('interact', { channel, messageTs: ts, user: 'U0ADA', action });

  const { id, title, submit: button, blocks } = await filledModal(at, 'U0ADA');
  expect({ title, button }).toMatchObject({
    title: { text: '⚠ Stop v1.2.0' },
    button: { text: 'Stop release' },
  });
  expect(JSON.stringify(blocks)).toContain('customers keep v1.1.0');
  expect(named(at, 'openDecision')).toMatchObject([
    { given: { decision: 'stop', subject: { id: 'rel_01hx3k9q2v' } } },
  ]);

  at.app.replies.answer = () => ({ is: 'line', text: 'v1.2.0 is stopped.', level: 'good' });
  await submit(id, {});
  await ownText(at, 'U0ADA', 'v1.2.0 is stopped.');
  expect(at.app.asked.at(-1)?.words).toBe('stop v1.2.0 --yes');
});

import { describe, expect, it } from 'vitest';
import { renderMessage } from '../../../src/adapters/slack/render/render-message.ts';
import { refuse } from '../../../src/domain/refusal.ts';
import { explain } from '../../../src/domain/refusals.ts';
import { messagesOfEveryKind } from '../../harness/samples/sample-messages.ts';
import { mrkdwnTexts, VIEW } from './mrkdwn.ts';

describe('a line', () => {
  const drawn = (text: string) =>
    mrkdwnTexts(renderMessage({ is: 'line', text, level: 'info' }, VIEW).blocks).join('\n');

  it.each([
    ['open: https://github.example/i/7', 'open: <https://github.example/i/7>'],
    ['(see https://github.example/i/7).', '(see <https://github.example/i/7>).'],
    ['https://a.example/?q=1&r=2 and on', '<https://a.example/?q=1&amp;r=2> and on'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    [`https://a.example/${'x'.repeat(700)}`, 'ℹ️ https://a.example/xxx'],
    ['<https://evil.example|care.example>', 'ℹ️ &lt;https://evil.example|care.example&gt;'],
    ['https://a.example/_x_', 'ℹ️ https://a.example/ˍxˍ'],
  ])('has an address that can be followed, if it stands there whole: %s', (text, shown) => {
    expect(drawn(text)).toContain(shown);
  });

  it('shows an instant in the reader’s zone, and in UTC in plain text', () => {
    const text = 'Browsers may hold it until 2026-11-23T10:00:44.000Z.';

    expect(drawn(text)).toContain('until <!date^1795428044^{time}|');
    expect(renderMessage({ is: 'line', text, level: 'info' }, VIEW).text).toBe(
      'Browsers may hold it until 23 Nov 2026, 10:00 UTC.',
    );
    expect(drawn('Due 2026-11-25T10:00:44.000Z.')).toContain('^{date_short_pretty} at {time}|');
  });
});

describe('status', () => {
  it('says what kind of operation is under way, and which lines are locked and how to open them', () => {
    const [status] = messagesOfEveryKind().filter((message) => message.is === 'status');
    const { text, blocks } = renderMessage(status ?? { is: 'fault', reference: '', text: '' }, VIEW);
    const words = mrkdwnTexts(blocks).join('\n');

    expect(text).toBe('2 surfaces live, 2 in progress, 1 emergency open, the record differs, locked: v1');
    for (const part of [
      '🚨 *The record differs* since',
      'row 98: this row is not as it was written',
      '⚠️ *Record not compared*: slack',
      '🚀 *Release v1.2.0*: ⏳ Running',
      '⏪ *Rollback of v1 to v1.1.0*: ⏳ Running',
      '*rolled back everywhere in 8.1 s*',
      '🔒 *v1* since <!date^',
      'by Cleo: rolled back from v1.2.0',
      '`/navi unlock v1 "reason"`',
    ])
      expect(words).toContain(part);
  });
});

it('status says of what was changed outside Navi that it was, and never that it is verified', () => {
  const [status] = messagesOfEveryKind().filter((message) => message.is === 'status');
  const { blocks } = renderMessage(status ?? { is: 'fault', reference: '', text: '' }, VIEW);
  const changed = mrkdwnTexts(blocks)
    .join('\n')
    .split('\n')
    .filter((line) => line.includes('v1/navi-loader.js has unknown bytes'));

  expect(changed).toHaveLength(1);
  expect(changed[0]).toContain('🚨 *changed outside Navi*');
  expect(changed[0]).not.toContain('verified');
});

describe('a refusal', () => {
  it('has every reason with who can clear it and what to type next', () => {
    const [refusal] = messagesOfEveryKind().filter((message) => message.is === 'refusal');
    const text = JSON.stringify(renderMessage(refusal ?? { is: 'fault', reference: '', text: '' }, VIEW));

    expect(text).toContain('Refused for 3 reasons');
    expect(text.match(/Who can clear it: /g)).toHaveLength(2);
    expect(text.match(/Next: /g)).toHaveLength(3);
    expect(text).toContain('Did you mean /navi release?');
  });

  it('names people once, with the true reason first', () => {
    const reason = { code: 'approver-is-requester', people: ['Ben Ivarsson', 'Cleo Martins'] } as const;
    const refused = { is: 'refusal', refusal: refuse(reason), asked: 'approve' } as const;
    const text = JSON.stringify(renderMessage(refused, VIEW).blocks);

    expect(text).toContain('*You requested this release, so another approver has to decide.*');
    expect(text.match(/Ben Ivarsson/g)).toHaveLength(1);
    expect(text).not.toContain('Who can clear it');
  });

  it.each([
    ['unknown', ['Olga Lind'], 'Ask Olga Lind to list you under people in the configuration.'],
    ['unknown', [], 'Ask an owner of Navi to list you under people in the configuration.'],
    ['guest', ['Olga Lind'], 'Ask a colleague with a full account in this workspace.'],
  ] as const)('tells a stranger who is %s, with owners %j, what helps', (why, owners, next) => {
    expect(explain({ code: 'stranger', why, owners }).next).toBe(next);
  });
});

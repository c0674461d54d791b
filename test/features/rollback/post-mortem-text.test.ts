import { describe, expect, it } from 'vitest';
import { GENESIS, type JournalRow } from '../../../src/domain/journal.ts';
import { postMortemOf } from '../../../src/features/rollback/post-mortem.ts';
import { sampleRollback } from '../../harness/samples/sample-rollback.ts';

const HOSTILE = [
  '[log in](https://evil.example)',
  '![](https://evil.example/pixel.png)',
  '<img src=https://evil.example/pixel.png>',
  '<!-- navi-post-mortem: rbk_other -->',
  'https://evil.example www.evil.example',
  '@awell-health/everyone #1 GH-1 awell-health/navi#1',
  '` [out](https://evil.example) `',
  '``` \n# Heading\n| a | b |',
  'a | b | c',
  '\u202egnp.exe \u200b\u001b[2J\r\n## Timeline',
  '*bold* _it_ ~~no~~ [ref]: https://evil.example',
  '',
  '\\',
  'x\\` [a](https://evil.example)',
];

const row = (event: JournalRow['event'], actor: JournalRow['actor'], details = {}): JournalRow => ({
  sequence: 1,
  at: '2026-11-23T09:00:00.000Z',
  subject: { kind: 'operation', id: 'rbk_1' },
  event,
  actor,
  planHash: null,
  details,
  configHash: 'c',
  botVersion: 'b',
  hosts: [],
  keyId: 'k',
  previous: GENESIS,
  mac: '0',
});
const person = (name: string): JournalRow['actor'] => ({
  is: 'person',
  person: name,
  account: 'U1',
  role: null,
  how: 'slack',
  place: { is: 'slack', channel: 'C1' },
});

function bodyWith(text: string): string {
  const operation = sampleRollback();
  const { content } = operation.plan;
  if (content.kind !== 'rollback') throw new Error('no rollback');
  const hostile = {
    ...operation,
    requester: { ...operation.requester, name: text },
    plan: { ...operation.plan, content: { ...content, reason: text } },
  };
  return postMortemOf(hostile, [
    { row: row('step-done', person(text), { step: text }), authentic: true },
    { row: row('abandoned', person('mallory')), authentic: false },
  ]).body;
}

/** What GitHub reads as Markdown: everything that is not in a code span. */
const outsideCode = (body: string) => body.replace(/`[^`\n]*`/g, '');

describe('a post-mortem', () => {
  it.each(HOSTILE)('shows outside text as it is and reads nothing in it: %j', (text) => {
    const harmless = outsideCode(bodyWith('ordinary words'));
    expect(outsideCode(bodyWith(text))).toBe(harmless);
    expect(bodyWith(text).split('\n')).toHaveLength(bodyWith('ordinary words').split('\n').length);
  });

  it('keeps the words', () => {
    expect(bodyWith('the script throws on Safari <16')).toContain(
      'Reason: `the script throws on Safari <16`',
    );
  });

  it('tells nothing of rows that are not authentic but how many they are', () => {
    const body = bodyWith('x');
    expect(body).not.toContain('mallory');
    expect(body).not.toContain('abandoned');
    expect(body).toContain('not authentic and not shown: 1.');
  });
});

import { expect, it } from 'vitest';
import type { Door } from '../../../src/adapters/github/door.ts';
import { findIssue } from '../../../src/adapters/github/issues.ts';

const MARKER = '<!-- navi-post-mortem: rbk_1 -->';

async function found(author: object): Promise<number | undefined> {
  const issue = {
    number: 7,
    html_url: 'https://github.example/issues/7',
    body: `Hello\n${MARKER}`,
    ...author,
  };
  const door = { call: 'findIssue', ask: async () => ({ status: 200, data: [issue], headers: {} }) };
  return (await findIssue(door as unknown as Door, MARKER))?.number;
}

it.each([
  [{ user: { type: 'Bot' }, author_association: 'NONE' }],
  [{ user: { type: 'User' }, author_association: 'MEMBER' }],
  [{ user: { type: 'User' }, author_association: 'COLLABORATOR' }],
  [{}],
])('an issue with our marker is ours: %o', async (author) => {
  expect(await found(author)).toBe(7);
});

it.each(['NONE', 'CONTRIBUTOR', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR'])(
  'an issue with our marker is not ours when anyone could have opened it: %s',
  async (association) => {
    expect(await found({ user: { type: 'User' }, author_association: association })).toBeUndefined();
  },
);

import { afterEach, beforeEach, expect, it } from 'vitest';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  await app.world.clock.move(Date.parse('2026-11-27T15:00:00Z') - app.world.clock.now().getTime());
});
afterEach(() => app.close());

const said = async (words: string, by = 'ada') => {
  const answer = await typed(app, words, { by });
  return answer.is === 'line'
    ? answer.text
    : answer.is === 'refusal'
      ? answer.refusal.reasons[0]?.code
      : answer.is;
};
const notices = () =>
  app.world.chat.posts.flatMap(({ message }) => (message.is === 'notice' ? [message.text] : []));

it('shows, sets and clears who is on call, in the journal and in the channel', async () => {
  expect(await said('on-call')).toBe('On call: Cleo Martins (the user group).');
  expect(await said('on-call @U0BEN until 18:00')).toBe(
    'Ben Ivarsson is on call until 2026-11-27 18:00 Europe/Brussels, set by Ada Okafor.',
  );
  await app.work();
  expect(await said('on-call')).toBe(
    'On call: Ben Ivarsson until 2026-11-27 18:00 Europe/Brussels (set by hand).\nThen: Cleo Martins.',
  );
  expect(await said('on-call clear', 'cleo')).toBe('Cleo Martins ended who was set on call by hand.');
  await app.work();
  expect(await said('on-call')).toBe('On call: Cleo Martins (the user group).');
  expect(notices()).toEqual([
    'Ben Ivarsson is on call until 2026-11-27 18:00 Europe/Brussels, set by Ada Okafor.',
    'Cleo Martins ended who was set on call by hand.',
  ]);
  const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'on-call', id: 'override' }));
  expect(rows.map(({ row }) => [row.event, row.actor])).toMatchObject([
    ['on-call-set', { person: 'ada' }],
    ['on-call-cleared', { person: 'cleo' }],
  ]);
});

it('says at once that a person without roles cannot act', async () => {
  expect(await said('on-call @dev until 18:00')).toMatch(
    /^Dev .+ is on call until .+, set by Ada Okafor\. Dev .+ has no role that may acknowledge alerts/,
  );
  expect(await said('on-call')).toMatch(/Dev .+ has no role that may acknowledge alerts/);
});

it('ends at its time', async () => {
  await said('on-call ben until 18:00');
  await app.world.clock.move(2 * 3_600_000 + 1);
  expect(await said('on-call')).toBe('On call: Cleo Martins (the user group).');
});

it.each([
  ['on-call zoe until 18:00', 'usage'],
  ['on-call ben', 'usage'],
  ['on-call ben until noon', 'usage'],
  ['on-call ben until 2026-12-24 18:00', 'usage'],
])('refuses %s', async (words, code) => {
  expect(await said(words)).toBe(code);
});

it('says in a sentence what is not right with the group', async () => {
  app.world.directory.groups.delete('S0ONCALL');
  expect(await said('on-call')).toMatch(
    /^On call: Cleo Martins \(the role on-call\)\.\nSlack has no user group S0ONCALL/,
  );
  app.world.directory.groups.set('S0ONCALL', ['U0OLD']);
  expect(await said('on-call')).toMatch(/U0OLD is in the user group, but the account is deactivated\.$/);
});

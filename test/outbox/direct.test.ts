import { afterEach, beforeEach, expect, it } from 'vitest';
import { openApp, type TestApp } from '../harness/app/app.ts';
import { typed } from '../harness/app/typed.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp({ slack: { channel: 'C0RELEASES', directMessages: true } });
});
afterEach(() => app.close());

/** What each person was told in their conversation with Navi, as it reads now, and how often it was edited. */
function told(person: string) {
  return app.world.chat.posts
    .filter(({ channel }) => channel === `D0${person.toUpperCase()}`)
    .map(({ message, versions }) => [message.is === 'notice' ? message.text : message.is, versions.length]);
}

it('approvers are told once that they are asked, with a link to the card', async () => {
  const asked = await app.request();
  await app.work();

  const [card] = app.world.chat.byKey(`card:${asked.id}`);
  const link = await app.world.chat.permalink({ channel: 'C0RELEASES', ts: card?.ts ?? '' });
  expect(told('ben')).toEqual([[expect.stringContaining('asks you to approve v1.2.0'), 1]]);
  expect(told('ben')[0]?.[0]).toContain(link);
  expect(told('cleo')).toHaveLength(1);
  expect(told('ada')).toEqual([]);
});

it('it is edited when it is over, and the requester hears the reason', async () => {
  const asked = await app.request();
  await app.work();
  await app.use.reject({
    ...(await app.click(asked, 'ben')),
    reason: 'not today',
    planHash: asked.plan.hash,
  });
  await app.work();

  for (const approver of ['ben', 'cleo'])
    expect(told(approver)).toEqual([[expect.stringContaining('No longer needed: Ben Ivarsson rejected'), 2]]);
  expect(told('ada')).toEqual([[expect.stringContaining('Ben Ivarsson rejected v1.2.0: not today'), 1]]);
});

it('at half of the time they are reminded, and after it the requester hears that it has expired', async () => {
  await app.request();
  await app.work();
  const { expiresAfter } = app.context.settings.release;
  await app.world.clock.advance(expiresAfter / 2 + 1_000);
  await app.work();
  expect(told('ben')).toEqual([
    [expect.stringContaining('asks you to approve'), 1],
    [expect.stringMatching(/still waits for approval.*Awake now:|Probably asleep:/), 1],
  ]);
  await app.world.clock.advance(expiresAfter / 2 + 1_000);
  await app.work();
  expect(told('ben')).toEqual([
    [expect.stringContaining('No longer needed: v1.2.0 has expired'), 2],
    [expect.stringContaining('No longer needed: v1.2.0 has expired'), 2],
  ]);
  expect(told('ada')).toEqual([[expect.stringContaining('expired without a decision'), 1]]);
});

it('the requester hears that it was approved and is done, once each', async () => {
  app.letWorkflowRun();
  const asked = await app.request();
  await app.work();
  await app.approve(asked);
  await app.work();

  expect(told('ada')).toEqual([
    [expect.stringContaining('was approved by Ben Ivarsson and runs'), 1],
    [expect.stringContaining('v1.2.0 is released'), 1],
  ]);
});

it('a person who turned them off gets none, and the journal has the choice', async () => {
  expect(await typed(app, 'messages', { by: 'ben' })).toMatchObject({
    text: expect.stringContaining('are on'),
  });
  expect(await typed(app, 'messages off', { by: 'ben' })).toMatchObject({
    text: expect.stringContaining('are off'),
  });
  expect(await typed(app, 'messages maybe', { by: 'ben' })).toMatchObject({ is: 'refusal' });
  await app.request();
  await app.work();

  expect(told('ben')).toEqual([]);
  expect(told('cleo')).toHaveLength(1);
  const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'person', id: 'ben' }));
  expect(rows.map(({ row }) => [row.event, row.details['on']])).toEqual([['direct-messages-set', false]]);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';
import { begun, noticeOf } from './tell.ts';

const CHANNEL = 'C0KINGS';
let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  const channel = { is: 'slack-connect', channel: CHANNEL, team: 'T0KINGS' } as const;
  app.world.customersFile.has({
    is: 'read',
    customers: [customerWith({ id: 'kings', channel, contacts: [] })],
  });
  app.world.chat.channels.add(CHANNEL);
  app.world.chat.teams.set(CHANNEL, ['T0AWELL', 'T0KINGS']);
});
afterEach(() => app.close());

const posts = () => app.world.chat.posts.filter(({ channel }) => channel === CHANNEL);
const state = async () => (await noticeOf(app)).deliveries[0]?.state;

it('a notice is posted once in the shared channel of the customer, as plain text', async () => {
  await begun(app);
  await app.work();
  expect(posts().map(({ message }) => message)).toEqual([
    {
      is: 'notice',
      level: 'info',
      asks: [],
      text: expect.stringMatching(/planned for 2027-01-12\n\nTo Acme/),
    },
  ]);
  expect(await state()).toMatchObject({
    is: 'accepted',
    answer: expect.stringContaining('posted in C0KINGS'),
  });
  expect((await noticeOf(app)).notice.state.is).toBe('given');
});

it.each([
  ['the channel has another workspace', () => app.world.chat.teams.set(CHANNEL, ['T0AWELL', 'T0OTHER'])],
  ['the channel is not shared', () => app.world.chat.teams.delete(CHANNEL)],
  ['Navi is not in the channel', () => app.world.chat.channels.delete(CHANNEL)],
])('nothing is posted where %s', async (_, change) => {
  change();
  await begun(app);
  await app.work();
  expect(posts()).toEqual([]);
  expect(await state()).toMatchObject({
    is: 'refused',
    answer: expect.stringMatching(/T0KINGS is not in the channel/),
  });
});

it('a post without an answer is unknown, and not sent again by Navi', async () => {
  app.world.chat.acceptThenFail('sayPlainly');
  await begun(app);
  await app.work();
  await app.world.clock.advance(3_600_000);
  await app.work();
  expect(posts().length).toBe(1);
  expect((await state())?.is).toBe('unknown');
});

it('where Slack cannot be read, it is tried again', async () => {
  app.world.chat.breakCall('teamsIn', 'unknown', 1);
  await begun(app);
  await app.work();
  expect(posts()).toEqual([]);
  await app.world.clock.advance(120_000);
  await app.work();
  expect(posts().length).toBe(1);
});

it('its recipients are listed as CSV, without formulas', async () => {
  await begun(app);
  await app.work();
  const csv = await typed(app, 'notice show v2.0.0 --csv');
  expect(csv).toMatchObject({
    text: expect.stringMatching(
      /^"recipient","customer".*\n"kings","kings","in Slack Connect","loads v1","accepted",/,
    ),
  });
});

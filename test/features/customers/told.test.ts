import { afterEach, beforeEach, expect, it } from 'vitest';
import { judgeCriteria } from '../../../src/features/monitoring/criteria.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { begun, haveCustomers, noticeOf, reviewed } from './tell.ts';

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  haveCustomers(app, 2);
});
afterEach(() => app.close());

const said = async (words: string, by = 'ada') => JSON.stringify(await typed(app, words, { by }));

it('a customer is shown with what they were told when, by which answer, and what is due', async () => {
  expect(await said('customers c0000')).toMatch(/has sent them no notice/);
  app.world.mail.onLetter(({ to }) =>
    to.includes('c0001')
      ? { answer: { is: 'refused', answer: '550 no such mailbox' }, arrives: false }
      : { answer: { is: 'accepted', answer: '250 Queued as 7' }, arrives: true },
  );
  await begun(app);
  expect(await said('customers c0000')).toMatch(/v2\.0\.0 \(major, 2027-01-12\) to c0000: due, not sent yet/);
  await app.work();
  expect(await said('customers c0000', 'dev')).toMatch(
    /to c0000: accepted at [^:]+:\d\d:.*: 250 Queued as 7; their 14 days end at 20/,
  );
  expect(await said('customers c0001')).toMatch(/to c0001: due, refused at .*: 550 no such mailbox/);
});

it('what only the store says is not shown as told', async () => {
  await begun(app);
  await app.work();
  const { deliveries } = await noticeOf(app);
  const [one] = deliveries;
  if (one === undefined) throw new Error('there is a delivery');
  await typed(app, 'notice bounced v2.0.0 c0000 "no such mailbox"');
  await app.store.transaction((tx) => tx.notices.saveDelivery(one));
  expect(await said('customers c0000')).toMatch(/due, unknown: the audit log does not confirm it/);
});

it('a break that a customer reported is recorded by a person, counts, and is closed', async () => {
  const verdict = async () =>
    JSON.stringify((await judgeCriteria(app.context)).filter(({ criterion }) => criterion.id === 'breaks'));
  expect(await said('feedback')).toMatch(/No break was recorded/);
  expect(await said('feedback break --customer c0000')).toMatch(/Name the customer and the release/);
  expect(await said('feedback break --customer x --release v1.1.0')).toMatch(/no customer \\"x\\"/);
  expect(await said('feedback break --customer c0000 --release v1.1.0', 'dev')).toMatch(/permission-missing/);
  expect(await verdict()).not.toMatch(/"is":"missed"/);

  expect(await said('feedback break --customer c0000 --release v1.1.0')).toMatch(
    /Break 1 of c0000 by v1\.1\.0/,
  );
  expect(await said('feedback break --customer c0001 --release v1.1.0')).toMatch(/Break 2 of c0001/);
  expect(await verdict()).toMatch(/"is":"missed"/);
  expect(await said('feedback closed 1')).toMatch(/Break 1 of c0000 by v1\.1\.0 is closed/);
  expect(await said('feedback closed 1')).toMatch(/no open break 1/);
  expect(await said('feedback')).toMatch(/1 of 2 recorded breaks are open.*2: c0001 by v1\.1\.0.*, open/s);
});

it('App Home lists the notices that are open, until they are given', async () => {
  const home = async () => JSON.stringify((await app.use.home()).messages);
  expect(await home()).not.toMatch(/Notices to customers/);
  await reviewed(app);
  expect(await home()).toMatch(
    /v2\.0\.0 \(major\): reviewed, not sent; 2 of 2 recipients are open; Ada Okafor/,
  );
  await typed(app, 'notice send v2.0.0');
  await app.work();
  expect(await home()).not.toMatch(/Notices to customers/);
});

it('the window in which a break is reported has the customers and the newest live version, for people who may', async () => {
  const by = { operation: 'adopted', at: '2026-01-01T00:00:00.000Z', verifiedAt: null };
  await app.store.transaction((tx) => tx.surfaces.setLive('pointer:v1', { version: '1.1.0' }, by));
  const opened = async (who: string) => app.use.breakForm({ caller: app.caller(who) });
  expect(await opened('ada')).toEqual({
    form: {
      customers: [
        { id: 'c0000', name: 'Acme' },
        { id: 'c0001', name: 'Acme' },
      ],
      release: 'v1.1.0',
    },
  });
  expect(await opened('dev')).toMatchObject({ refused: { is: 'refusal' } });
  app.world.customersFile.has({ is: 'not-set-up', missing: 'NAVI_CUSTOMERS' });
  expect(JSON.stringify(await opened('ada'))).toMatch(/knows no customers/);
});

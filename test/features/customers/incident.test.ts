import { afterEach, beforeEach, expect, it } from 'vitest';
import { gatherNotice } from '../../../src/features/customers/index.ts';
import { remindOwners } from '../../../src/features/customers/notices/remind.ts';
import { release, rollBack } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';
import { customerWith } from '../../harness/fakes/customers.ts';
import { headOf } from './tell.ts';

const CUSTOMERS = [
  customerWith({ id: 'on-line' }),
  customerWith({ id: 'pinned', loads: { is: 'version', version: '1.2.0' } }),
  customerWith({ id: 'elsewhere', loads: { is: 'version', version: '1.0.0' } }),
  customerWith({ id: 'unstated', loads: { is: 'not-stated' } }),
];

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  app.world.customersFile.has({ is: 'read', customers: CUSTOMERS });
});
afterEach(() => app.close());

const current = (version: string) =>
  app.store.transaction(async (tx) => {
    const notice = await tx.notices.current(version);
    return notice && { notice, deliveries: await tx.notices.deliveries(notice.id) };
  });
const said = async (words: string, by = 'ada') => JSON.stringify(await typed(app, words, { by }));

/** Has a second person review the current notice, and sends it. */
async function send(version: string): Promise<void> {
  const digest = /digest (?<it>[0-9a-f]{8,})/.exec(await said(`notice show v${version}`))?.groups?.['it'];
  expect(await said(`notice review v${version} ${digest}`, 'ben')).toMatch(/is reviewed/);
  await said(`notice send v${version}`);
  await app.work();
}

it('of a rollback is drafted at once, for whom it concerns, and sent only when it was reviewed', async () => {
  await release(app);
  const rollback = await rollBack(app, { reason: 'errors' });
  await app.work(900_000);

  const found = await current('1.2.0');
  expect(found?.notice).toMatchObject({
    ...{ topic: 'rollback', kind: 'rollback', cause: rollback.id, restored: '1.1.0', owner: 'ada' },
    state: { is: 'drafted' },
  });
  expect(found?.deliveries.map(({ recipient }) => recipient.id)).toEqual(['on-line', 'pinned', 'unstated']);
  expect(app.world.mail.letters).toEqual([]);
  const posts = JSON.stringify(app.world.chat.posts.map(({ message }) => message));
  expect(posts).toMatch(/The notice of the rollback of v1\.2\.0 is drafted for 3 recipients/);

  await send('1.2.0');
  expect(app.world.mail.letters.map(({ to }) => to).toSorted()).toEqual([
    'care@on-line.example',
    'care@pinned.example',
    'care@unstated.example',
  ]);
  expect(app.world.mail.letters[0]?.text).toMatch(/rolled v1\.2\.0 .*back to v1\.1\.0/);
  expect((await current('1.2.0'))?.notice.state.is).toBe('given');
});

it('of a rollback is drafted once, and not at all without customers', async () => {
  app.world.customersFile.has({ is: 'not-set-up', missing: 'NAVI_CUSTOMERS' });
  await release(app);
  await rollBack(app);
  await app.work(900_000);
  expect(await current('1.2.0')).toBeUndefined();
});

it('waits for a valid customers file, and does not hold the rollback', async () => {
  const problem = { where: 'x:1', problem: 'is no name', fix: 'Name it.' };
  app.world.customersFile.has({ is: 'unreadable', problems: [problem] });
  await release(app);
  const rollback = await rollBack(app);
  await app.work(900_000);
  expect((await app.operation(rollback.id)).state.is).toBe('done');

  app.world.customersFile.has({ is: 'read', customers: CUSTOMERS });
  await app.world.clock.advance(6 * 60_000);
  await app.work();
  expect((await current('1.2.0'))?.notice.cause).toBe(rollback.id);
});

it('is drafted by a person, who says what it is', async () => {
  expect(await said('notice emergency v1.1.0')).toMatch(/--says, what customers have to know/);
  expect(await said('notice rollback v1.1.0')).toMatch(/knows no rollback of v1\.1\.0/);
  expect(await said('notice emergency v9.0.0 --says "Stop it."')).toMatch(
    /emergency notice about v9\.0\.0 for one/,
  );
  expect(await said('notice emergency v1.1.0 --says "Forms do not open."')).toMatch(
    /about v1\.1\.0 for 2 recipients/,
  );
  expect(await said('notice show v1.1.0 on-line')).toMatch(
    /please read.*Forms do not open\..*pages load v1/s,
  );
  expect(await said('notice custom v1.1.0 --says "We are closed."')).toMatch(/message about v1\.1\.0 for 4/);
});

it('counts for no breaking release, and does not replace its notice', async () => {
  await said('notice v2.0.0 --on 2027-01-12');
  await said('notice custom v2.0.0 --says "Soon."');
  const version = '2.0.0';
  await send(version);
  const facts = await gatherNotice(app.context, { version, commit: await headOf(app) });
  expect(facts).toMatchObject({ is: 'drafted', state: 'drafted' });
});

it('is corrected where it was sent, and its owner is reminded within the hour', async () => {
  await said('notice emergency v1.1.0 --says "Forms do not open."');
  await app.world.clock.advance(31 * 60_000);
  await remindOwners(app.context);
  await app.work();
  expect(JSON.stringify(app.world.chat.posts)).toMatch(
    /The notice of emergency v1\.1\.0 has to be complete now/,
  );
  await send('1.1.0');
  await said('notice emergency v1.1.0 --says "They open again."');
  const found = await current('1.1.0');
  expect(found?.notice).toMatchObject({ topic: 'emergency', kind: 'correction' });
  expect(found?.deliveries[0]?.recipient.text).toMatch(/This corrects our earlier notice.*They open again/s);
});

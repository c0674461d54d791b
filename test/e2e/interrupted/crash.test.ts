import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../simulator/kernel/free-port.ts';
import { createNavi, type NaviProcess } from '../../harness/process/plugged.ts';
import { verifyJournal, withStore } from '../../harness/store/beside.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../../harness/store/postgres.ts';
import { until } from '../../harness/until.ts';
import { type House, type HouseOptions, openHouse } from '../../harness/world/house.ts';
import { operationOf } from '../../harness/world/slack-door.ts';
import { expectReleasedOnce } from '../expect-released.ts';

const BEN = 'U0BEN';
const CLEO = 'U0CLEO';
/** A dead holder's lease is waited for: half a minute, beside the release itself. */
const LIMIT_MS = 170_000;
/** A run long enough to be interrupted, a purge too. */
const PACE = { workflow: 'canned', stepSeconds: 0.1, purgeSeconds: 2 };

/** Reached within this, or something is wrong. */
const POINT_MS = 60_000;

/** Waits until the release is at the point where the plug is pulled. */
type Point = (house: House) => Promise<unknown>;

const POINTS = {
  'right after the approval': (house) =>
    until(
      'the approval is kept',
      async () => (await house.notes(CLEO)).some(({ text }) => /approved/i.test(text)),
      POINT_MS,
    ),
  'while the run is under way': (house) =>
    until(
      'a job of the run',
      async () =>
        (await house.github()).runs.some(({ jobs }) => jobs.some((job) => job.conclusion === 'success')),
      POINT_MS,
    ),
  'when the pointer has moved': (house) =>
    until('the swap', async () => (await house.calls('gcs', 'objects.rewrite')).length > 0, POINT_MS),
} satisfies Record<string, Point>;

const source = findPostgres();

describe('Navi is killed in the middle of a release', { concurrent: true }, () => {
  let postgres: TestPostgres | undefined;

  beforeAll(async () => {
    if (source.is !== 'missing') postgres = await startPostgres(source);
  });
  afterAll(() => postgres?.stop());

  it.each(Object.entries(POINTS))(
    '%s, and finishes it by itself at the next start',
    { timeout: LIMIT_MS },
    (_, reach) =>
      inHouse({ pace: PACE }, async (house) => {
        await house.request(BEN, 'v1.2.0');
        await house.approve(CLEO);
        await reach(house);
        await house.killNavi();
        await house.startNavi();
        await expectDone(house);
        await house.navi.stop();
        expect(await verifyJournal(house.world.variables)).toMatchObject({ is: 'whole' });
      }),
  );

  it('politely, and hands its lease over at once', { timeout: LIMIT_MS }, () =>
    inHouse({ pace: PACE }, async (house) => {
      const { variables } = house.world;
      await house.request(BEN, 'v1.2.0');
      await house.approve(CLEO);
      await POINTS['while the run is under way'](house);
      await house.navi.stop();
      expect(house.navi.log().at(-1)).toContain('stopped');
      const [operation] = await withStore(variables, (store) =>
        store.transaction((tx) => tx.operations.open()),
      );
      expect(operation?.state.is).toBe('running');
      expect(Date.parse(operation?.lease?.until ?? '')).toBeLessThanOrEqual(Date.now());
      await house.startNavi();
      await expectDone(house);
    }),
  );

  it('while another Navi shares the database, and that one finishes it', {
    timeout: LIMIT_MS,
  }, async (context) => {
    if (postgres === undefined) return context.skip(source.is === 'missing' ? source.why : '');
    const database = await postgres.createDatabase();
    const variables = { DATABASE_URL: database.url };
    await inHouse({ pace: PACE, variables }, async (house) => {
      const shared = { ...house.world.variables, ...variables };
      const other = createNavi({ ...shared, PORT: String(await freePort()) });
      try {
        await other.start();
        await house.request(BEN, 'v1.2.0');
        await house.approve(CLEO);
        await POINTS['while the run is under way'](house);
        const working = await findHolder([house.navi, other], shared);
        await working.kill();
        await expectDone(house);
        expect(await verifyJournal(shared)).toMatchObject({ is: 'whole' });
      } finally {
        await other.plug.close();
      }
    });
    await database.drop();
  });
});

async function inHouse(options: HouseOptions, work: (house: House) => Promise<void>): Promise<void> {
  const house = await openHouse(options);
  try {
    await work(house);
  } finally {
    await house.close();
  }
}

async function expectDone(house: House): Promise<void> {
  const operation = operationOf(await house.card());
  await house.cardSays(/is done/);
  await until('the announcement', async () =>
    (await house.messages()).some(({ text }) => text.includes('is released')),
  );
  expect(operationOf(await house.card())).toBe(operation);
  await expectReleasedOnce(house);
}

/** Whichever process holds the operation's lease. */
function findHolder(
  processes: readonly NaviProcess[],
  variables: Record<string, string>,
): Promise<NaviProcess> {
  return withStore(variables, (store) =>
    until('a process at work', async () => {
      const [operation] = await store.transaction((tx) => tx.operations.open());
      const pid = Number(operation?.lease?.holder.split(':')[1]);
      return processes.find(({ plug }) => plug.state().pid === pid);
    }),
  );
}

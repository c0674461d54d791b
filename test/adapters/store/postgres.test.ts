import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { DueJob, JobOutcome } from '../../../src/ports/tables/jobs.ts';
import { describeStore } from '../../contracts/store.contract.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { JOURNAL, KINDS, systemClock } from '../../harness/store/given.ts';
import {
  findPostgres,
  type PostgresSource,
  startPostgres,
  type TestPostgres,
} from '../../harness/store/postgres.ts';
import { createPostgresPlace, createReusedPlace } from '../../harness/store/postgres-place.ts';
import { aJob, anEntry, LONG_AGO, later, NOON } from '../../harness/store/things.ts';
import { type OtherProcess, startOtherProcess } from './other-process.ts';

const OVER = { is: 'over' } as const;
const source = findPostgres();

if (source.is === 'missing') it('the store contract on PostgreSQL', (context) => context.skip(source.why));
else describePostgres(source);

function describePostgres(found: Exclude<PostgresSource, { is: 'missing' }>): void {
  let postgres: TestPostgres;
  let reused: Awaited<ReturnType<typeof createReusedPlace>>;
  beforeAll(async () => {
    postgres = await startPostgres(found);
    reused = await createReusedPlace(postgres);
  });
  afterAll(async () => {
    await reused?.drop();
    await postgres?.stop();
  });

  describeStore('PostgreSQL', () => reused.clean());
  describe('PostgreSQL shared by several processes', () =>
    describeShared(() => createPostgresPlace(postgres)));
}

function describeShared(createPlace: () => ReturnType<typeof createPostgresPlace>): void {
  let place: Awaited<ReturnType<typeof createPostgresPlace>>;
  let stores: Store[];
  let others: OtherProcess[];
  const open = async (clock: Clock = systemClock()): Promise<Store> => {
    const store = await place.open({ clock, telemetry: createFakeTelemetry(), journal: JOURNAL });
    stores.push(store);
    return store;
  };
  const startOther = (): OtherProcess => {
    const other = startOtherProcess({ url: place.url });
    others.push(other);
    return other;
  };
  const row = async (key: string) => (await place.sql(`select * from jobs where key = '${key}'`))[0];
  beforeEach(async () => {
    place = await createPlace();
    stores = [];
    others = [];
  });
  afterEach(async () => {
    await Promise.all(others.map((other) => other.kill()));
    await Promise.all(stores.map((store) => store.close()));
    await place.remove();
  });

  it('opens in several at once on an empty database', async () => {
    await Promise.all([open(), open(), open(), open()]);
    const verdicts = await Promise.all(stores.map((store) => store.transaction((tx) => tx.journal.verify())));
    expect(verdicts.map(({ is }) => is)).toEqual(['whole', 'whole', 'whole', 'whole']);
  });

  it('keeps one chain', async () => {
    await Promise.all([open(), open()]);
    const appendMany = async (store: Store): Promise<void> => {
      for (let n = 0; n < 50; n += 1) await store.transaction(async (tx) => tx.journal.append(anEntry()));
    };
    await Promise.all([...stores, ...stores].map(appendMany));
    expect(await stores[0]?.transaction((tx) => tx.journal.verify())).toMatchObject({
      is: 'whole',
      rows: 200,
    });
  });

  it('hands each job to one of them', async () => {
    const handled: string[] = [];
    const handle = async ({ key }: DueJob): Promise<JobOutcome> => {
      handled.push(key);
      return OVER;
    };
    const [first, second] = [await open(), await open()];
    await Promise.all([first.work(KINDS, handle), second.work(KINDS, handle)]);
    const keys = Array.from({ length: 40 }, (_, n) => `job:${n}`);
    await first.transaction(async (tx) => {
      for (const key of keys) await tx.jobs.put(aJob(key, { dueAt: LONG_AGO }));
    });
    await vi.waitFor(async () => expect(await place.sql('select * from jobs')).toEqual([]), {
      timeout: 10_000,
    });
    expect(handled.sort()).toEqual(keys.sort());
  });

  it('finds by itself what a process has put that does not work', async () => {
    const [putting, working] = [await open(), await open()];
    const handled: string[] = [];
    await working.work(KINDS, async ({ key }) => {
      handled.push(key);
      return OVER;
    });
    for (const key of ['first', 'second']) {
      await putting.transaction((tx) => tx.jobs.put(aJob(key, { dueAt: LONG_AGO })));
      await vi.waitFor(() => expect(handled).toContain(key), { timeout: 10_000 });
    }
  });

  it('opens beside the schema of the queue that older versions had, and leaves it alone', async () => {
    await place.sql('create schema navi_jobs');
    await place.sql('create table navi_jobs.job (name text, start_after timestamptz)');
    await place.sql(`insert into navi_jobs.job values ('due-duties', now())`);
    const store = await open();
    const handled: string[] = [];
    await store.work(KINDS, async ({ key }) => {
      handled.push(key);
      return OVER;
    });
    await store.transaction((tx) => tx.jobs.put(aJob('goes on', { dueAt: LONG_AGO })));
    await vi.waitFor(() => expect(handled).toEqual(['goes on']), { timeout: 10_000 });
    expect(await place.sql('select name from navi_jobs.job')).toEqual([{ name: 'due-duties' }]);
  });

  it('takes over what a killed process had in hand, and nothing from one that lives', async () => {
    const store = await open();
    const put = (key: string) => store.transaction((tx) => tx.jobs.put(aJob(key, { dueAt: LONG_AGO })));
    const doomed = startOther();
    await doomed.untilSaid({ opened: true });
    await put('orphaned');
    await doomed.untilSaid({ took: 'orphaned' });
    await doomed.kill();
    const alive = startOther();
    await alive.untilSaid({ opened: true });
    await put('kept');
    await alive.untilSaid({ took: 'kept' });
    const claimed = await row('kept');

    const taken: string[] = [];
    await store.work(KINDS, async ({ key }) => {
      taken.push(key);
      return OVER;
    });
    await vi.waitFor(() => expect([...taken, ...alive.said]).toSatisfy(has('orphaned')), { timeout: 30_000 });
    const extended = await row('kept');
    expect(taken).not.toContain('kept');
    expect(extended?.['claims']).toBe(1);
    expect(String(extended?.['claimed_until']) > String(claimed?.['claimed_until'])).toBe(true);
  }, 60_000);

  it('lets a process that lost its claim change nothing any more', async () => {
    const [slowClock, fastClock] = [createFakeClock(NOON), createFakeClock(later(NOON, 3_600_000))];
    const [slow, fast] = [await open(slowClock), await open(fastClock)];
    const gates = { slow: Promise.withResolvers<void>(), fast: Promise.withResolvers<void>() };
    await slow.transaction((tx) => tx.jobs.put(aJob('key')));
    const slowWorker = await slow.work(KINDS, async () => {
      await gates.slow.promise;
      return OVER;
    });
    await vi.waitFor(async () => expect((await row('key'))?.['claims']).toBe(1), { timeout: 10_000 });
    const fastWorker = await fast.work(KINDS, async () => {
      await gates.fast.promise;
      return { is: 'again', at: later(NOON, 7_200_000) };
    });
    await vi.waitFor(async () => expect((await row('key'))?.['claims']).toBe(2), { timeout: 10_000 });

    gates.slow.resolve();
    await slowWorker.stop(5_000);
    expect(await row('key')).toMatchObject({ claims: 2, claimed_by: expect.any(String) });
    gates.fast.resolve();
    await fastWorker.stop(5_000);
    expect(await row('key')).toMatchObject({ claimed_by: null, due_at: later(NOON, 7_200_000) });
  });

  it('does a transaction again that lost its connection before its commit', async () => {
    const telemetry = createFakeTelemetry();
    const store = await place.open({ clock: systemClock(), telemetry, journal: JOURNAL });
    stores.push(store);
    let tries = 0;
    await store.transaction(async (tx) => {
      tries += 1;
      await tx.jobs.put(aJob(`try:${tries}`));
      if (tries === 1) {
        await place.sql(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
        );
        await vi.waitFor(() =>
          expect(telemetry.lines.map(({ message }) => message)).toContain('a database connection was lost'),
        );
      }
      tx.journal.append(anEntry());
    });
    expect(tries).toBe(2);
    expect(await place.sql('select key from jobs')).toEqual([{ key: 'try:2' }]);
    expect(await store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole', rows: 1 });
  });

  it('goes on when the database has dropped every connection', async () => {
    const store = await open();
    const handled: string[] = [];
    await store.work(KINDS, async ({ key }) => {
      handled.push(key);
      return OVER;
    });
    await place.sql(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    const put = () => store.transaction((tx) => tx.jobs.put(aJob('after', { dueAt: LONG_AGO })));
    await vi.waitFor(put, { timeout: 10_000 });
    await vi.waitFor(() => expect(handled).toContain('after'), { timeout: 10_000 });
  });
}

function has(key: string): (said: unknown[]) => boolean {
  return (said) => said.some((each) => JSON.stringify(each).includes(key));
}

import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../src/domain/sample.ts';
import type { Subject } from '../../../src/domain/subject.ts';
import type { Context } from '../../../src/engine/context.ts';
import type { Source } from '../../../src/engine/define-source.ts';
import { createRecordReader } from '../../../src/engine/read-record.ts';
import { putDueJobs } from '../../../src/engine/schedules.ts';
import { watchMeasured } from '../../../src/features/monitoring/alerts/watch-measured.ts';
import { measureAll, measureSource } from '../../../src/features/monitoring/measure.ts';
import { REGISTERED } from '../../../src/features/registrations.ts';
import type { DueJob } from '../../../src/ports/tables/jobs.ts';
import { DECISIONS } from '../../harness/app/decisions.ts';
import { JOBS } from '../../harness/app/jobs.ts';
import { createFakeClock } from '../../harness/fakes/clock.ts';
import { createFakeTelemetry } from '../../harness/fakes/telemetry.ts';
import { createFakeWorld, type FakeWorld } from '../../harness/fakes/world.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { dying, isKilled } from '../../harness/store/dying.ts';
import { JOURNAL } from '../../harness/store/given.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import { useFixture } from '../../harness/store/place.ts';
import { createPostgresPlace } from '../../harness/store/postgres-place.ts';

const { schedules } = settingsWith();
const SUMMARIES = Object.fromEntries(Object.entries(schedules).filter(([, { job }]) => job === 'summarise'));
const SERIES = 'loads:sentry/1.2.0';

describe('two replicas on one database', () => {
  const postgres = needsPostgres();
  const fixture = useFixture(() => createPostgresPlace(postgres));

  const open = (world: FakeWorld, own: (replica: string) => Partial<Context> = () => ({})) =>
    Promise.all(
      ['one', 'two'].map(async (replica): Promise<Context> => {
        const { clock } = world;
        const telemetry = createFakeTelemetry();
        const store = await fixture.open({ clock, telemetry, journal: JOURNAL });
        return {
          ...world,
          ...REGISTERED,
          telemetry,
          store,
          settings: settingsWith({ schedules: SUMMARIES }),
          policy: 'policy-1',
          holder: replica,
          stopping: new AbortController().signal,
          sources: [],
          decisions: DECISIONS,
          record: createRecordReader(store),
          ...own(replica),
        };
      }),
    );

  /** Both take every job of these names while the clock passes. */
  async function work(replicas: readonly Context[], world: FakeWorld, names: readonly string[], rounds = 15) {
    const workers = await Promise.all(
      replicas.map((context) => context.store.work([...names], (job) => JOBS.run(context, job))),
    );
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(replicas.map((context) => putDueJobs(context)));
      await world.clock.advance(1_000);
      await setTimeout(100);
    }
    await Promise.all(workers.map((worker) => worker.stop(2_000)));
  }

  it('post a summary once', { timeout: 60_000 }, async () => {
    const world = createFakeWorld();
    await world.clock.move(Date.parse('2027-01-05T07:00:00Z') - world.clock.now().getTime());
    const replicas = await open(world);
    await Promise.all(replicas.map((context) => putDueJobs(context)));
    await world.clock.move(3_600_000);
    await work(replicas, world, ['summarise', 'deliver']);

    const posted = world.chat.posts.filter(({ message }) => message.is === 'monitor');
    expect(posted.map(({ key }) => key)).toEqual([expect.stringMatching(/daily/)]);
    const [row] = await fixture
      .place()
      .sql("select count(*) as n from outbox where subject_kind = 'summary'");
    expect(Number(row?.['n'])).toBe(1);
  });

  const brokenAlert = async (context: Context, world: FakeWorld): Promise<string> => {
    const now = world.clock.now().toISOString();
    await context.store.transaction((tx) =>
      tx.sourceStates.save({
        ...{ source: 'sentry', readTo: null, details: null },
        health: {
          ...{ is: 'broken', since: now, workedAt: null, readAt: now },
          failure: { is: 'unauthorized' },
        },
      }),
    );
    for (let look = 0; look < 2; look += 1) {
      await watchMeasured(context);
      world.clock.jump(60_000);
    }
    const [alert] = await context.store.transaction((tx) => tx.alerts.open());
    return alert?.id ?? '';
  };
  const job = (kind: string, subject: Subject, payload: unknown = null): DueJob => ({
    ...{ id: kind, key: kind, kind, subject, payload, priority: 'normal', dueAt: '', attempts: 0 },
  });
  const due = { occurrence: '2027-01-05 09:00 Europe/Brussels', dueAt: '2027-01-05T08:00:00.000Z' };

  type Play = (context: Context, id: string) => Promise<unknown>;
  const gather: Play = (context) => {
    const payload = { ...due, isLate: false, skipped: 0 };
    return JOBS.run(context, job('summarise', { kind: 'schedule', id: 'summary-daily' }, payload));
  };
  const postSummary: Play = (context) => JOBS.run(context, job('deliver', { kind: 'summary', id: 'daily' }));
  const look: Play = (context) => watchMeasured(context);
  const postAlert: Play = (context, id) => JOBS.run(context, job('deliver', { kind: 'alert', id }));

  /** One replica is killed at each of these commits of `killed`, and the other one goes on. */
  it.each<{ what: string; key: RegExp; before: Play[]; killed: Play; after: Play[]; at: number[] }>(
    [
      {
        ...{ what: 'a summary once, gathered', key: /^summary:daily:/, at: [1, 4, 8, 12, 16, 20, 24] },
        ...{ before: [], killed: gather, after: [gather, postSummary] },
      },
      {
        ...{ what: 'a summary once, posted', key: /^summary:daily:/, at: [1, 2, 3, 4] },
        ...{ before: [gather], killed: postSummary, after: [gather, postSummary] },
      },
      {
        ...{ what: 'an alert once, seen', key: /^card:alert:alt_/, at: [1, 2, 3, 4, 5, 6] },
        ...{ before: [], killed: look, after: [look, postAlert] },
      },
      {
        ...{ what: 'an alert once, posted', key: /^card:alert:alt_/, at: [1, 2, 3, 4] },
        ...{ before: [look], killed: postAlert, after: [look, postAlert] },
      },
    ].flatMap(({ at, ...one }) => at.map((commit) => ({ ...one, at: [commit] }))),
  )(
    'post $what by a replica that is killed at commit $at',
    { timeout: 60_000 },
    async ({ key, before, killed, after, at: [commit = 1] }) => {
      const world = createFakeWorld();
      await world.clock.move(Date.parse(due.dueAt) - world.clock.now().getTime());
      const [one, other] = await open(world);
      if (one === undefined || other === undefined) throw new Error('two replicas');
      const id = await brokenAlert(other, world);
      for (const play of before) await play(one, id);
      await isKilled(killed({ ...one, store: dying(one.store, commit).store }, id));
      for (const play of after) await play(other, id);
      await work([other], world, ['deliver'], 3);
      expect(world.chat.posts.filter((post) => key.test(post.key ?? ''))).toHaveLength(1);
    },
  );

  it('call the person on call once', { timeout: 60_000 }, async () => {
    const world = createFakeWorld();
    const replicas = await open(world);
    const [one] = replicas;
    const now = world.clock.now().toISOString();
    await one?.store.transaction((tx) =>
      tx.sourceStates.save({
        ...{ source: 'sentry', readTo: null, details: null },
        health: {
          ...{ is: 'broken', since: now, workedAt: null, readAt: now },
          failure: { is: 'unauthorized' },
        },
      }),
    );
    for (let look = 0; look < 3; look += 1) {
      await Promise.all(replicas.map((context) => watchMeasured(context)));
      world.clock.jump(60_000);
    }
    world.clock.jump(10 * 60_000);
    await work(replicas, world, ['call-on-call', 'deliver']);

    const calls = world.chat.posts.filter(({ channel }) => channel === 'D0CLEO');
    expect(calls.map(({ key }) => key)).toEqual([expect.stringMatching(/^call:alt_.*:cleo$/)]);
    const pages = world.pager.pages.map(({ page }) => page.event);
    expect(pages).toEqual(['alert.firing', 'alert.unacknowledged']);
  });

  it('measure once, however often both are told to', { timeout: 30_000 }, async () => {
    const reads: string[] = [];
    // It stands: the next minute is not due.
    const clock = createFakeClock();
    const source = (replica: string): Source => ({
      id: 'sentry',
      name: 'Sentry',
      everyMinutes: 1,
      lagMinutes: 2,
      reachMinutes: 10,
      read: async (_, { from }) => {
        reads.push(replica);
        // Long enough for the other one to begin, too.
        await setTimeout(300);
        return {
          is: 'answered',
          samples: [sampleOf(SERIES, from, { is: 'count', count: 7 })],
          details: null,
        };
      },
    });
    const replicas = await open(createFakeWorld({ clock }), (replica) => ({ sources: [source(replica)] }));
    await Promise.all(replicas.map((context) => measureAll(context)));
    const workers = await Promise.all(
      replicas.map((context) =>
        context.store.work(['measure-source'], ({ subject }) => measureSource(context, subject.id)),
      ),
    );
    for (let again = 0; again < 5; again += 1) {
      await Promise.all(replicas.map((context) => measureAll(context)));
      await setTimeout(200);
    }
    await Promise.all(workers.map((worker) => worker.stop(2_000)));
    const [saved] = await fixture.place().sql('select count(*) as n from samples');

    expect(reads).toHaveLength(1);
    expect(Number(saved?.['n'])).toBe(1);
  });
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPostgresStore } from '../../../src/adapters/store/postgres/open.ts';
import { MINUTE_MS } from '../../../src/domain/sample.ts';
import type { Context } from '../../../src/engine/context.ts';
import { watchReleases } from '../../../src/features/watch/look.ts';
import type { Store } from '../../../src/ports/store.ts';
import { release } from '../../harness/app/actions.ts';
import { appOn, type TestApp } from '../../harness/app/app.ts';
import { createFakeWorld, type FakeWorld } from '../../harness/fakes/world.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { answering } from '../../harness/store/answering.ts';
import { dying, isKilled } from '../../harness/store/dying.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import { STORE_JOURNAL } from '../../harness/store/store.ts';
import { measuredClients, type OpenStore } from '../monitoring/measured-app.ts';
import { report } from './reported.ts';
import { openWatchedApp, setAutomatic } from './watched-app.ts';

const LIMIT_MS = 120_000;
const WORSE = { '1.2.0': { loads: 100, errors: 10 }, '1.1.0': { loads: 400, errors: 1 } };
const server = needsPostgres();
let world: FakeWorld;
let replicas: readonly [TestApp, TestApp];

/** Two processes' stores over one PostgreSQL; what waits for one of their queries is waited for by both. */
beforeEach(async () => {
  world = createFakeWorld();
  const { clock, telemetry } = world;
  const { url, drop } = await server.createDatabase();
  const open = () => openPostgresStore({ url, clock, telemetry, journal: STORE_JOURNAL });
  const { store, answered } = answering(await open());
  const other = await open();
  const settings = settingsWith();
  const close = async () => {
    await other.close();
    await store.close();
    await drop();
  };
  const first = appOn({ world, store, settings, close, answered });
  const second = appOn({ world, store: other, settings, close: async () => {}, answered });
  second.context.holder = 'process-2';
  replicas = [first, second];
}, LIMIT_MS);
afterEach(() => replicas[0].close());

/** Both replicas' stores, over one database, for a fixture with real clients. */
async function openBoth() {
  const { url, drop } = await server.createDatabase();
  const stores: Store[] = [];
  const openStore: OpenStore = async ({ clock, telemetry }) => {
    const open = () => openPostgresStore({ url, clock, telemetry, journal: STORE_JOURNAL });
    const { store, answered } = answering(await open());
    stores.push(await open());
    return { store, answered };
  };
  const fixture = await openWatchedApp({ automaticRollback: 'on', openStore });
  const [other] = stores;
  if (other === undefined) throw new Error('no second store');
  const context: Context = {
    ...fixture.app.context,
    store: other,
    holder: 'process-2',
    ...measuredClients(fixture),
  };
  const close = async () => {
    await other.close();
    await fixture.close();
    await drop();
  };
  return { fixture, both: [fixture.app.context, context] as const, close };
}

it.each([
  ['both alive', null],
  ['one is killed in its look, and again in the next', 2],
])(
  'two replicas on PostgreSQL, through the real clients: %s',
  async (_what, killedAt) => {
    const { fixture, both, close } = await openBoth();
    const [one, other] = both;
    await fixture.counted(15, { '1.2.0': [100, 10], '1.1.0': [400, 1] });
    for (let minute = 0; minute < 4; minute += 1) {
      const first =
        killedAt === null || minute > 1 ? one : { ...one, store: dying(one.store, killedAt).store };
      await Promise.all([isKilled(watchReleases(first)), watchReleases(other)]);
      await fixture.counted(1, { '1.2.0': [100, 10], '1.1.0': [400, 1] });
    }
    await fixture.app.work(60_000);
    await Promise.all(both.map((context) => watchReleases(context)));
    await fixture.app.work();

    const ended = await other.store.transaction((tx) => tx.operations.endedSince('2000'));
    expect(ended.filter(({ kind }) => kind === 'rollback')).toHaveLength(1);
    const events = await fixture.events();
    expect(events.filter((event) => /^watch-/.test(event))).toEqual([
      'watch-begun',
      'watch-judged',
      'watch-over',
    ]);
    const cards = fixture.app.world.chat.posts.filter(
      ({ message }) => message.is === 'alert' && message.alert.id === 'wch_1.2.0',
    );
    expect(cards).toHaveLength(1);
    expect(fixture.calls()).toHaveLength(1);
    expect(fixture.text()).toContain('counted by Datadog');
    await close();
  },
  LIMIT_MS,
);

it(
  'two replicas on PostgreSQL watch once: one card, one verdict, one rollback',
  async () => {
    const [first] = replicas;
    await release(first);
    for (const app of replicas) setAutomatic(app, 'on');
    await world.clock.advance(20 * MINUTE_MS);
    await report(first, 15, WORSE);
    for (let minute = 0; minute < 3; minute += 1) {
      await Promise.all(replicas.map(({ context }) => watchReleases(context)));
      world.clock.jump(MINUTE_MS);
    }
    await Promise.all(replicas.map((app) => app.work(60_000)));

    const { rows, ended } = await first.store.transaction(async (tx) => ({
      rows: await tx.journal.of({ kind: 'version', id: '1.2.0' }),
      ended: [...(await tx.operations.open()), ...(await tx.operations.endedSince('2000'))],
    }));
    const count = (event: string) => rows.filter(({ row }) => row.event === event).length;
    expect([count('watch-begun'), count('watch-judged')]).toEqual([1, 1]);
    expect(ended.filter(({ kind }) => kind === 'rollback')).toHaveLength(1);
    const cards = world.chat.posts.filter(
      ({ message }) => message.is === 'alert' && message.alert.id === 'wch_1.2.0',
    );
    expect(cards).toHaveLength(1);
    const calls = world.chat.posts.filter(
      ({ message }) => message.is === 'notice' && message.text.includes('Its card says more'),
    );
    expect(calls).toHaveLength(1);
  },
  LIMIT_MS,
);

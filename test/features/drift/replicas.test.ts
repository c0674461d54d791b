import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPostgresStore } from '../../../src/adapters/store/postgres/open.ts';
import { putDueJobs } from '../../../src/engine/schedules.ts';
import { watchLive } from '../../../src/features/drift/watch-live.ts';
import { release } from '../../harness/app/actions.ts';
import { appOn, type TestApp } from '../../harness/app/app.ts';
import { POINTER } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { createFakeWorld, type FakeWorld } from '../../harness/fakes/world.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { answering } from '../../harness/store/answering.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import { STORE_JOURNAL } from '../../harness/store/store.ts';

const LIMIT_MS = 120_000;
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
  const settings = settingsWith({});
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

const movePointer = (version: string) => world.objects.put({ path: POINTER, text: loaderText(version) });
/** The release is watched too, on a card of its own. */
const cards = () =>
  world.chat.posts.flatMap(({ message }) =>
    message.is === 'alert' && message.alert.id.startsWith('drf_') ? [message.alert] : [],
  );
const both = (work: (app: TestApp) => Promise<unknown>) => Promise.all(replicas.map(work));
const events = async (event: string) => {
  const [{ store }] = replicas;
  const rows = await store.transaction((tx) => tx.journal.of({ kind: 'surface', id: 'pointer:v1' }));
  return rows.filter(({ row }) => row.event === event);
};

it(
  'two replicas on PostgreSQL alarm once, and say once that it is right again',
  async () => {
    const [first] = replicas;
    await release(first);
    movePointer('1.0.0');
    for (let round = 0; round < 4; round += 1) {
      await both(({ context }) => watchLive(context));
      await world.clock.advance(10_000);
    }
    await both((app) => app.work(30_000));
    expect(cards()).toMatchObject([{ isOver: false }]);
    expect(await events('changed-outside')).toHaveLength(1);

    movePointer('1.2.0');
    await both(({ context }) => watchLive(context));
    await both((app) => app.work(30_000));
    expect(cards()).toMatchObject([{ isOver: true }]);
    expect(await events('alert-over')).toHaveLength(1);
    const notices = world.chat.posts.filter(
      ({ message }) => message.is === 'notice' && message.text.includes('as recorded again'),
    );
    expect(notices).toHaveLength(1);
  },
  LIMIT_MS,
);

it(
  'one schedule of two replicas puts one look, and what both workers do of it alarms once',
  async () => {
    const [first] = replicas;
    await release(first);
    movePointer('1.0.0');
    for (let minute = 0; minute < 4; minute += 1) {
      await world.clock.advance(60_000);
      await both(({ context }) => putDueJobs(context));
      await both((app) => app.work(25_000));
    }

    expect(cards()).toMatchObject([{ isOver: false }]);
    expect(await events('changed-outside')).toHaveLength(1);
  },
  LIMIT_MS,
);

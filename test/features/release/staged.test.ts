import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../../src/adapters/store/postgres/open.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { advance } from '../../../src/engine/advance.ts';
import { stopRelease } from '../../../src/features/release/stop-release.ts';
import { watchReleases } from '../../../src/features/watch/look.ts';
import { planRelease, rollBack, rollbackRequest } from '../../harness/app/actions.ts';
import { appOn, openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';
import { codes, heldSurfaces, latest, pointerText } from '../../harness/app/seen.ts';
import { loaderText } from '../../harness/fakes/story.ts';
import { createFakeWorld } from '../../harness/fakes/world.ts';
import { settingsWith } from '../../harness/samples/settings.ts';
import { answering } from '../../harness/store/answering.ts';
import { dying, isKilled } from '../../harness/store/dying.ts';
import { needsPostgres } from '../../harness/store/needs-postgres.ts';
import { STORE_JOURNAL } from '../../harness/store/store.ts';
import { makeReady } from '../../model/world-actions.ts';
import { report } from '../watch/reported.ts';

const HOUR_MS = 3_600_000;
let app: TestApp;
let runsEnd: boolean;

const { release } = settingsWith();
const STAGED = { release: { ...release, staged: ['minor', 'major'] as const } };
const server = needsPostgres();

async function openOnPostgres(): Promise<TestApp> {
  const world = createFakeWorld();
  const { clock, telemetry } = world;
  const { url, drop } = await server.createDatabase();
  const opened = await openPostgresStore({ url, clock, telemetry, journal: STORE_JOURNAL });
  const { store, answered } = answering(opened);
  const close = async () => {
    await store.close();
    await drop();
  };
  return appOn({ world, store, settings: settingsWith(STAGED), answered, close });
}

beforeEach(() => start(() => openApp(STAGED)));

async function start(open: () => Promise<TestApp>): Promise<void> {
  app = await open();
  runsEnd = true;
  app.world.scm.onRun((run) => {
    if (runsEnd) void app.world.runWorkflow(run);
  });
}
afterEach(() => app.close());

/** Requests a version, approves it, and goes as far as it comes. */
async function begin(version: string): Promise<Operation> {
  if (version !== '1.2.0') makeReady(app.world, version);
  const asked = await app.request(`v${version}`);
  await app.approve(asked);
  await app.work(60_000);
  return app.operation(asked.id);
}

/** Time passes in one jump; then the watch looks, and what is due is done. */
async function pass(hours: number): Promise<void> {
  app.world.clock.jump(hours * HOUR_MS);
  await watchReleases(app.context);
  await app.work(120_000);
}

const soaking = (operation: Operation) => operation.steps['soak'];
const again = ({ id }: Operation) => app.operation(id);

async function press(decision: string, operation: Operation, as = 'ada') {
  const click = await app.click(operation, as);
  return app.use.decide(decision, { ...click, reason: 'known, and harmless', planHash: '' });
}

describe('a staged release', () => {
  it('is on the CDN, holds nothing, and moves latest after its soak', async () => {
    const minor = await begin('1.2.0');

    expect(minor.state.is).toBe('running');
    expect(soaking(minor)).toMatchObject({
      is: 'pending',
      expects: expect.stringMatching(/^its soak: on the CDN since .*, npm’s latest moves after it, about /),
    });
    expect(pointerText(app)).toBe(loaderText('1.2.0'));
    expect(latest(app, 'navi-core')).toBe('1.1.0');
    expect(await heldSurfaces(app)).toEqual([]);

    await watchReleases(app.context);
    await pass(6);
    expect((await again(minor)).state.is).toBe('running');
    await pass(1.1);
    expect((await again(minor)).state.is).toBe('done');
    expect(latest(app, 'navi-core')).toBe('1.2.0');
    expect(await heldSurfaces(app)).toEqual([]);
  });

  it('asks a person at the end where it is the first of its line', async () => {
    const major = await begin('2.0.0');
    await watchReleases(app.context);
    await pass(48);
    expect(soaking(await again(major))?.is).toBe('pending');
    await pass(2);

    const asks = await again(major);
    expect(asks.state).toMatchObject({ is: 'stopped', trouble: { code: 'soak-over' } });
    expect(latest(app, 'navi-core')).toBe('1.1.0');
    expect(codes(await press('continue-staged', asks, 'dev'))).toEqual(['permission-missing']);
    await press('continue-staged', asks);
    await app.work();
    expect((await again(major)).state.is).toBe('done');
    expect(latest(app, 'navi-core')).toBe('2.0.0');
  });

  it('asks a person where it was not watched', async () => {
    const minor = await begin('1.2.0');
    await app.world.clock.move(14 * 24 * HOUR_MS);
    await app.work(120_000);
    expect((await again(minor)).state).toMatchObject({ is: 'stopped', trouble: { code: 'soak-over' } });
  });

  it('is paused while it is worse, and continues for a reason', async () => {
    const minor = await begin('1.2.0');
    await pass(0.4);
    await report(app, 20, { '1.2.0': { loads: 60, errors: 6 }, '1.1.0': { loads: 400, errors: 1 } });
    await pass(0);

    const worse = await again(minor);
    expect(worse.state).toMatchObject({ is: 'stopped', trouble: { code: 'soak-worse' } });
    await press('continue-anyway', worse);
    await app.work(60_000);
    expect(soaking(await again(minor))?.is).toBe('pending');
    await pass(8);
    await pass(0.1);
    expect((await again(minor)).state.is).toBe('done');
  });
});

describe('a soak believes authentic rows only', () => {
  it('a forged row of its watch ends nothing', async () => {
    const minor = await begin('1.2.0');
    await watchReleases(app.context);
    await app.store.transaction(async (tx) => {
      const alert = await tx.alerts.lock('wch_1.2.0');
      if (alert === undefined) throw new Error('it is not watched');
      const at = app.world.clock.now().toISOString();
      await tx.alerts.save({ ...alert, state: { is: 'over', at, how: 'passed', by: 'Ada Okafor' } });
    });
    app.world.clock.jump(8 * HOUR_MS);
    await app.work(120_000);
    expect(soaking(await again(minor))?.is).toBe('pending');
    expect(latest(app, 'navi-core')).toBe('1.1.0');
  });

  // Each of its transactions, and some of the first move of latest.
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('killed at commit %i of its end, it ends all the same', async (at) => {
    const minor = await begin('1.2.0');
    await watchReleases(app.context);
    app.world.clock.jump(8 * HOUR_MS);
    await watchReleases(app.context);
    expect(await isKilled(advance({ ...app.context, store: dying(app.store, at).store }, minor.id))).toBe(
      true,
    );
    await app.work(120_000);
    expect((await again(minor)).state.is).toBe('done');
    expect(latest(app, 'navi-core')).toBe('1.2.0');
    expect(await heldSurfaces(app)).toEqual([]);
  });
});

describe('while a major soaks', () => {
  it.each(['SQLite', 'PostgreSQL'])(
    'an emergency fix of another line passes it, and a rollback later restores what the fix had: %s',
    async (on) => {
      if (on === 'PostgreSQL') {
        await app.close();
        await start(openOnPostgres);
      }
      const major = await begin('2.0.0');
      await watchReleases(app.context);
      const fix = await begin('1.1.1');
      expect(fix.state.is).toBe('done');
      expect(latest(app, 'navi-core')).toBe('1.1.1');

      // A fix of the major follows it, is staged as well, and ends its soak.
      const patch = await begin('2.0.1');
      expect(await again(major)).toMatchObject({ state: { is: 'superseded', by: patch.id } });
      expect(soaking(patch)?.is).toBe('pending');
      expect(latest(app, 'navi-core')).toBe('1.1.1');
      const later = await begin('1.1.2');
      expect(later.state.is).toBe('done');
      await watchReleases(app.context);
      await pass(2.2);
      await pass(0.1);
      expect((await again(patch)).state.is).toBe('done');
      expect(latest(app, 'navi-core')).toBe('2.0.1');
      expect(JSON.stringify(await beforeOf(patch))).toContain('1.1.2');

      await app.use.rollBack({
        ...{ target: 'v2.0.0', reason: 'worse', cdnOnly: false, caller: app.caller('cleo') },
        place: RELEASES,
      });
      await app.work(900_000);
      expect(latest(app, 'navi-core')).toBe('1.1.2');
    },
  );

  it('waits for its turn where the fix still moves latest when the soak ends', async () => {
    const minor = await begin('1.2.0');
    await watchReleases(app.context);
    makeReady(app.world, '2.0.0');
    const { settings } = app.context;
    const unstaged = { ...settings, release: { ...settings.release, staged: [] } };
    Object.assign(app.context, { settings: unstaged });
    runsEnd = false;
    const other = await app.request('v2.0.0');
    await app.approve(other);
    await app.work(60_000);
    await pass(8);
    await pass(0.1);
    expect(soaking(await again(minor))).toMatchObject({
      is: 'pending',
      expects: expect.stringContaining('its turn'),
    });
    expect(latest(app, 'navi-core')).toBe('1.1.0');
    await stopRelease(app.context, { ...rollbackRequest(app), release: 'v2.0.0', reason: undefined });
    await app.work(600_000);
    expect((await again(minor)).state.is).toBe('done');
    expect(latest(app, 'navi-core')).toBe('1.2.0');
  });

  it('a rollback puts the pointer back and leaves latest, which never moved', async () => {
    const minor = await begin('1.2.0');
    await rollBack(app, { reason: 'worse' });
    await app.work(900_000);
    expect((await again(minor)).state.is).toBe('superseded');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(latest(app, 'navi-core')).toBe('1.1.0');
  });

  it('a rollback of another line moves latest back there', async () => {
    const fix = await begin('1.2.0');
    await watchReleases(app.context);
    await pass(8);
    await pass(0.1);
    expect((await again(fix)).state.is).toBe('done');
    await begin('2.0.0');
    await rollBack(app, { target: 'v1.1.0', reason: 'worse' });
    await app.work(900_000);
    expect(latest(app, 'navi-core')).toBe('1.1.0');
  });

  it('the same version is not planned twice', async () => {
    await begin('1.2.0');
    expect(codes(await planRelease(app))).toEqual(['already-released']);
  });
});

/** What `latest` was before the release moved it, by its authentic rows. */
async function beforeOf({ id }: Operation) {
  const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  return rows.flatMap(({ row, authentic }) =>
    authentic && row.event === 'step-intended' && String(row.details['step']).startsWith('latest:')
      ? [row.before]
      : [],
  );
}

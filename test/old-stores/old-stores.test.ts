import { describe, expect, it } from 'vitest';
import { resume } from '../../src/app/resume.ts';
import type { Operation } from '../../src/domain/operation.ts';
import { dispatch } from '../../src/features/release/steps/dispatch.ts';
import { rollBack } from '../harness/app/actions.ts';
import { appOn, type TestApp } from '../harness/app/app.ts';
import { latest, pointerText } from '../harness/app/seen.ts';
import { loaderText } from '../harness/fakes/story.ts';
import { settingsWith } from '../harness/samples/settings.ts';
import { needsPostgres } from '../harness/store/needs-postgres.ts';
import { inPostgres, inSqlite, type Upgrade } from './place.ts';
import { POSITIONS } from './positions.ts';
import { readOld, restoreWorld } from './restore.ts';

/** The policy under which the plans of the old stores were made. */
const POLICY = 'policy-1';

describe('a store of an older version, in SQLite', () => describeUpgrade(inSqlite));

describe('a store of an older version, in PostgreSQL', () => {
  const server = needsPostgres();
  describeUpgrade(inPostgres(server));
});

function describeUpgrade(upgrade: Upgrade): void {
  it.each(Object.keys(POSITIONS))('keeps every row and its journal: %s', async (position) => {
    const { rows, snapshot } = await readOld(position);
    await using opened = await open(upgrade, position);
    const { app, sql } = opened;

    const count = async (table: string) =>
      Number((await sql(`select count(*) as n from ${table}`))[0]?.['n']);
    const written = (table: string) =>
      rows.split('\n').filter((line) => line.startsWith(`insert into "${table}"`)).length;
    for (const table of ['operations', 'surfaces', 'outbox'])
      expect([table, await count(table)]).toEqual([table, written(table)]);
    // One row more: what the tables held when the record was begun.
    expect(await count('journal')).toBe(written('journal') + 1);
    expect(await count('jobs')).toBe(written('duties'));
    expect((await count('locked_lines')) + (await count('quarantined_versions'))).toBe(written('marks'));
    const { verified, mac } = await app.store.transaction(async (tx) => ({
      verified: await tx.journal.verify(),
      mac: await tx.journal.macAt(snapshot.journal.rows),
    }));
    expect(verified).toMatchObject({ is: 'whole', rows: snapshot.journal.rows + 1 });
    expect(mac).toBe(snapshot.journal.head);
  });

  it('ends a release that waits for its approval', async () => {
    await using opened = await open(upgrade, 'awaiting-approval');
    const { app } = opened;
    app.letWorkflowRun();

    expect(await app.approve(await only(app))).toMatchObject({ is: 'accepted' });
    await goOn(app);

    await expectReleased(app);
  });

  it('ends a release whose run is watched, with the run that has claimed it', async () => {
    await using opened = await open(upgrade, 'run-watched');
    const { app } = opened;
    await goOn(app, 30_000);
    await endOldRun(app);
    await goOn(app);

    await expectReleased(app);
    expect(app.world.scm.runs).toHaveLength(1);
  });

  it.each(['arrived at once', 'arrives a minute later', 'never arrives'])(
    'ends a release whose dispatch was not answered, with one run: it %s',
    async (how) => {
      await using opened = await open(upgrade, 'dispatch-intended');
      const { app } = opened;
      const { scm } = app.world;
      if (how === 'arrived at once') await dispatchAsOld(app);
      await goOn(app, 60_000);
      if (how === 'arrives a minute later') await dispatchAsOld(app);
      expect(scm.callsOf('dispatch').length).toBe(how === 'never arrives' ? 0 : 1);
      app.letWorkflowRun();
      await goOn(app, 30_000);
      for (const run of scm.runs) if (run.status !== 'completed') await app.world.runWorkflow(run);
      await goOn(app);

      await expectReleased(app);
      expect(scm.runs).toHaveLength(1);
      expect(scm.callsOf('dispatch')).toHaveLength(1);
    },
  );

  it('takes back a release whose dispatch was not answered: when its run comes, it gets no claim', async () => {
    await using opened = await open(upgrade, 'dispatch-intended');
    const { app } = opened;
    await resume(app.context);
    const { id } = await rollBack(app, { target: 'v1.0.0', reason: 'drill' });
    await app.work(60_000);
    await dispatchAsOld(app);
    await goOn(app);

    expect((await app.operation(id)).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.0.0'));
    const [run] = app.world.scm.runs;
    expect(run !== undefined && app.world.scm.claimFor(run)).toBe(false);
    expect(app.world.registry.truth('@awell-health/navi-core')?.versions['1.2.0']).toBeUndefined();
  });

  it('ends a release that has moved the pointer, and moves it no second time', async () => {
    await using opened = await open(upgrade, 'pointer-moved');
    const { app } = opened;
    await goOn(app);

    await expectReleased(app);
    expect(app.world.objects.callsOf('copy')).toEqual([]);
  });

  it('ends a rollback that has moved the pointer back', async () => {
    await using opened = await open(upgrade, 'rollback-moved');
    const { app } = opened;
    await goOn(app);

    expect((await only(app, 'rollback')).state.is).toBe('done');
    expect(pointerText(app)).toBe(loaderText('1.1.0'));
    expect(app.world.objects.callsOf('copy')).toEqual([]);
    expect([latest(app, 'navi-core'), latest(app, 'navi-js')]).toEqual(['1.1.0', '1.1.0']);
    await expectStates(app, { '1.2.0': 'rolled-back', '1.1.0': 'live' });
    expect(await aside(app)).toEqual({ locked: ['v1'], quarantined: ['1.2.0'] });
  });

  it('ends a rollback that was just confirmed, and the run that it leaves behind', async () => {
    await using opened = await open(upgrade, 'rollback-confirmed');
    const { app } = opened;
    await goOn(app);

    expect((await only(app, 'rollback')).state.is).toBe('done');
    expect((await only(app, 'release')).state.is).toBe('superseded');
    expect(pointerText(app)).toBe(loaderText('1.0.0'));
    expect(latest(app, 'navi-core')).toBe('1.0.0');
    expect(app.world.scm.runs).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
    await expectStates(app, { '1.2.0': 'stopped', '1.1.0': 'rolled-back', '1.0.0': 'live' });
  });
}

async function open(upgrade: Upgrade, position: string) {
  const { rows, snapshot } = await readOld(position);
  const world = await restoreWorld(snapshot);
  const upgraded = await upgrade(rows, world);
  const app = appOn({ world, settings: settingsWith(), policy: POLICY, ...upgraded });
  return { app, sql: upgraded.sql, [Symbol.asyncDispose]: () => app.close() };
}

/** What a start does, and then all that is due. */
async function goOn(app: TestApp, ms = 900_000): Promise<void> {
  await resume(app.context);
  await app.work(ms);
}

async function only(app: TestApp, kind: Operation['kind'] = 'release'): Promise<Operation> {
  const found = await app.store.transaction((tx) => tx.operations.recent(10));
  const [one, ...others] = found.filter((each) => each.kind === kind);
  if (one === undefined || others.length > 0) throw new Error(`there is not one ${kind}`);
  return one;
}

/** The older workflow's run goes on to its end; it has its claim already. */
async function endOldRun({ world }: TestApp): Promise<void> {
  const [run] = world.scm.runs;
  if (run === undefined) throw new Error('no run');
  await world.runWorkflow(run);
}

/** The dispatch that the older process has sent takes effect. */
async function dispatchAsOld(app: TestApp): Promise<void> {
  const { id, plan } = await only(app);
  const [step] = dispatch.in(plan.content.steps);
  if (step === undefined) throw new Error('no dispatch is planned');
  const { workflow, version, commit } = step.params;
  await app.world.scm.dispatch({
    workflow,
    ref: 'refs/tags/v1.2.0',
    inputs: { version, commit, operation: id },
  });
}

async function expectReleased(app: TestApp): Promise<void> {
  const { state } = await only(app);
  expect(state).toMatchObject({ is: 'done' });
  expect(pointerText(app)).toBe(loaderText('1.2.0'));
  expect([latest(app, 'navi-core'), latest(app, 'navi-js')]).toEqual(['1.2.0', '1.2.0']);
  await expectStates(app, { '1.2.0': 'live', '1.1.0': 'replaced' });
  const cards = app.world.chat.posts.filter((post) => post.message.is === 'card');
  expect(cards).toHaveLength(1);
  expect(await app.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
}

async function expectStates(app: TestApp, states: Record<string, string>): Promise<void> {
  const found = await app.store.transaction((tx) => tx.releases.ofReleaseLine('v1'));
  expect(Object.fromEntries(found.map(({ version, state }) => [version, state.is]))).toEqual(states);
}

async function aside(app: TestApp) {
  return app.store.transaction(async (tx) => ({
    locked: (await tx.lockedLines.all()).map(({ line }) => line),
    quarantined: (await tx.quarantined.all()).map(({ version }) => version),
  }));
}

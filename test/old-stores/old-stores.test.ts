import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { resume } from '../../src/flow/resume.ts';
import { dispatch } from '../../src/flow/steps/dispatch.ts';
import { needsPostgres } from '../builders/needs-postgres.ts';
import { settingsWith } from '../builders/settings.ts';
import { loaderText } from '../fakes/story.ts';
import { rollBack } from '../flow/deeds.ts';
import { deskOn, type TestDesk } from '../flow/desk.ts';
import { latest, pointerText } from '../flow/seen.ts';
import { inPostgres, inSqlite, type Upgrade } from './place.ts';
import { POSITIONS } from './positions.ts';
import { readOld, restoreWorld } from './restore.ts';

describe('a store of an older version, in SQLite', () => describeUpgrade(inSqlite));

describe('a store of an older version, in PostgreSQL', () => {
  const server = needsPostgres();
  describeUpgrade(inPostgres(server));
});

function describeUpgrade(upgrade: Upgrade): void {
  it.each(Object.keys(POSITIONS))('keeps every row and its journal: %s', async (position) => {
    const { rows, snapshot } = await readOld(position);
    await using opened = await open(upgrade, position);
    const { desk, sql } = opened;

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
    const { verified, mac } = await desk.store.transaction(async (tx) => ({
      verified: await tx.journal.verify(),
      mac: await tx.journal.macAt(snapshot.journal.rows),
    }));
    expect(verified).toMatchObject({ is: 'whole', rows: snapshot.journal.rows + 1 });
    expect(mac).toBe(snapshot.journal.head);
  });

  it('ends a release that waits for its approval', async () => {
    await using opened = await open(upgrade, 'awaiting-approval');
    const { desk } = opened;
    desk.letWorkflowRun();

    expect(await desk.approve(await only(desk))).toMatchObject({ is: 'accepted' });
    await goOn(desk);

    await expectReleased(desk);
  });

  it('ends a release whose run is watched, with the run that has claimed it', async () => {
    await using opened = await open(upgrade, 'run-watched');
    const { desk } = opened;
    await goOn(desk, 30_000);
    await endOldRun(desk);
    await goOn(desk);

    await expectReleased(desk);
    expect(desk.world.scm.runs).toHaveLength(1);
  });

  it.each(['arrived at once', 'arrives a minute later', 'never arrives'])(
    'ends a release whose dispatch was not answered, with one run: it %s',
    async (how) => {
      await using opened = await open(upgrade, 'dispatch-intended');
      const { desk } = opened;
      const { scm } = desk.world;
      if (how === 'arrived at once') await dispatchAsOld(desk);
      await goOn(desk, 60_000);
      if (how === 'arrives a minute later') await dispatchAsOld(desk);
      expect(scm.callsOf('dispatch').length).toBe(how === 'never arrives' ? 0 : 1);
      desk.letWorkflowRun();
      await goOn(desk, 30_000);
      for (const run of scm.runs) if (run.status !== 'completed') await desk.world.runWorkflow(run);
      await goOn(desk);

      await expectReleased(desk);
      expect(scm.runs).toHaveLength(1);
      expect(scm.callsOf('dispatch')).toHaveLength(1);
    },
  );

  it('takes back a release whose dispatch was not answered: when its run comes, it gets no claim', async () => {
    await using opened = await open(upgrade, 'dispatch-intended');
    const { desk } = opened;
    await resume(desk.ground);
    const { id } = await rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await desk.work(60_000);
    await dispatchAsOld(desk);
    await goOn(desk);

    expect((await desk.operation(id)).state.is).toBe('done');
    expect(pointerText(desk)).toBe(loaderText('1.0.0'));
    const [run] = desk.world.scm.runs;
    expect(run !== undefined && desk.world.scm.claimFor(run)).toBe(false);
    expect(desk.world.registry.truth('@awell-health/navi-core')?.versions['1.2.0']).toBeUndefined();
  });

  it('ends a release that has moved the pointer, and moves it no second time', async () => {
    await using opened = await open(upgrade, 'pointer-moved');
    const { desk } = opened;
    await goOn(desk);

    await expectReleased(desk);
    expect(desk.world.objects.callsOf('copy')).toEqual([]);
  });

  it('ends a rollback that has moved the pointer back', async () => {
    await using opened = await open(upgrade, 'rollback-moved');
    const { desk } = opened;
    await goOn(desk);

    expect((await only(desk, 'rollback')).state.is).toBe('done');
    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect(desk.world.objects.callsOf('copy')).toEqual([]);
    expect([latest(desk, 'navi-core'), latest(desk, 'navi-js')]).toEqual(['1.1.0', '1.1.0']);
    await expectStates(desk, { '1.2.0': 'rolled-back', '1.1.0': 'live' });
    expect(await aside(desk)).toEqual({ locked: ['v1'], quarantined: ['1.2.0'] });
  });

  it('ends a rollback that was just confirmed, and the run that it leaves behind', async () => {
    await using opened = await open(upgrade, 'rollback-confirmed');
    const { desk } = opened;
    await goOn(desk);

    expect((await only(desk, 'rollback')).state.is).toBe('done');
    expect((await only(desk, 'release')).state.is).toBe('superseded');
    expect(pointerText(desk)).toBe(loaderText('1.0.0'));
    expect(latest(desk, 'navi-core')).toBe('1.0.0');
    expect(desk.world.scm.runs).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
    await expectStates(desk, { '1.2.0': 'stopped', '1.1.0': 'rolled-back', '1.0.0': 'live' });
  });
}

async function open(upgrade: Upgrade, position: string) {
  const { rows, snapshot } = await readOld(position);
  const world = await restoreWorld(snapshot);
  const upgraded = await upgrade(rows, world);
  const desk = deskOn({ world, settings: settingsWith(), ...upgraded });
  return { desk, sql: upgraded.sql, [Symbol.asyncDispose]: () => desk.close() };
}

/** What a start does, and then all that is due. */
async function goOn(desk: TestDesk, ms = 900_000): Promise<void> {
  await resume(desk.ground);
  await desk.work(ms);
}

async function only(desk: TestDesk, kind: Operation['kind'] = 'release'): Promise<Operation> {
  const found = await desk.store.transaction((tx) => tx.operations.recent(10));
  const [one, ...others] = found.filter((each) => each.kind === kind);
  if (one === undefined || others.length > 0) throw new Error(`there is not one ${kind}`);
  return one;
}

/** The older workflow's run goes on to its end; it has its claim already. */
async function endOldRun({ world }: TestDesk): Promise<void> {
  const [run] = world.scm.runs;
  if (run === undefined) throw new Error('no run');
  await world.runWorkflow(run);
}

/** The dispatch that the older process has sent takes effect. */
async function dispatchAsOld(desk: TestDesk): Promise<void> {
  const { id, plan } = await only(desk);
  const [step] = dispatch.in(plan.content.steps);
  if (step === undefined) throw new Error('no dispatch is planned');
  const { workflow, version, commit } = step.params;
  await desk.world.scm.dispatch({
    workflow,
    ref: 'refs/tags/v1.2.0',
    inputs: { version, commit, operation: id },
  });
}

async function expectReleased(desk: TestDesk): Promise<void> {
  const { state } = await only(desk);
  expect(state).toMatchObject({ is: 'done' });
  expect(pointerText(desk)).toBe(loaderText('1.2.0'));
  expect([latest(desk, 'navi-core'), latest(desk, 'navi-js')]).toEqual(['1.2.0', '1.2.0']);
  await expectStates(desk, { '1.2.0': 'live', '1.1.0': 'replaced' });
  const cards = desk.world.chat.posts.filter((post) => post.message.is === 'card');
  expect(cards).toHaveLength(1);
  expect(await desk.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
}

async function expectStates(desk: TestDesk, states: Record<string, string>): Promise<void> {
  const found = await desk.store.transaction((tx) => tx.releases.ofLine('v1'));
  expect(Object.fromEntries(found.map(({ version, state }) => [version, state.is]))).toEqual(states);
}

async function aside(desk: TestDesk) {
  return desk.store.transaction(async (tx) => ({
    locked: (await tx.lockedLines.all()).map(({ line }) => line),
    quarantined: (await tx.quarantined.all()).map(({ version }) => version),
  }));
}

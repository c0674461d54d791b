import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { NeighbourError } from '../../src/ports/neighbour-error.ts';
import { planRelease, release, rollBack, unlock } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { dispatchArrives, dispatchLost, minutes, saidOfRuns } from './late.ts';
import { makeReady } from './model/world-deeds.ts';
import { latest } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const CORE = '@awell-health/navi-core';
const JS = '@awell-health/navi-js';
const NAMES = [CORE, JS];
const OTP = new NeighbourError({
  neighbour: 'npm',
  call: 'deprecate',
  kind: 'refused',
  problem: 'This operation requires a one-time password.',
  status: 401,
  code: 'EOTP',
});

const DEPRECATED = 'What its late run has published is deprecated:';
/** What the thread and the channel say of the late run, in any order. */
const said = (release: Operation) => saidOfRuns(desk, release).join('\n');
/** How often the thread says what has become of what was published. */
const timesToldOf = (release: Operation) => said(release).split('What its late run has published').length - 1;

const messageOf = (name: string, version = '1.2.0') =>
  desk.world.registry.truth(name)?.versions[version]?.deprecated;
const takenBack = (name: string, to: string) =>
  `${name}@1.2.0 was taken back; use ${to}: npm install ${name}@${to}`;
const commandFor = (name: string) => `npm deprecate ${name}@1.2.0 '${takenBack(name, '1.0.0')}'`;
/** The versions that were to be deprecated by a write, oldest first. */
const writes = () => desk.world.registry.callsOf('deprecate').length;

/** The publish job does its part when the run appears; whether the run then ends is another matter. */
function publishEarly(names: readonly string[] = NAMES): void {
  desk.world.scm.onRun(() => {
    for (const name of names) desk.world.registry.publish({ name, version: '1.2.0', tag: 'next' });
  });
}

/** A rollback that superseded a release whose run was never seen. */
async function rolledBackUnseen(): Promise<{ superseded: Operation; rollback: Operation }> {
  const superseded = await dispatchLost(desk);
  return { superseded, rollback: await rollBack(desk, { target: 'v1.0.0', reason: 'drill' }) };
}

async function eventsOf({ id }: Operation): Promise<string[]> {
  const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  return rows.map(({ row }) => row.event);
}

describe('what a late run publishes while the rollback watches', () => {
  it('is deprecated once, as the rollback was confirmed to, and the thread says so', async () => {
    const { superseded, rollback } = await rolledBackUnseen();
    await minutes(desk, 5);
    const before = writes();
    publishEarly();

    await dispatchArrives(desk, superseded);
    await minutes(desk, 2);

    expect(NAMES.map((name) => messageOf(name))).toEqual(NAMES.map((name) => takenBack(name, '1.0.0')));
    expect([messageOf(CORE, '1.1.0'), messageOf(CORE, '1.0.0')]).toEqual([undefined, undefined]);
    expect(desk.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    await minutes(desk, 15);
    expect(writes() - before).toBe(2);
    expect(said(superseded)).toContain('appeared late and has ended (cancelled).');
    expect(said(superseded)).toContain(`${DEPRECATED} ${CORE}@1.2.0, ${JS}@1.2.0.`);
    expect(timesToldOf(superseded)).toBe(1);
    const { state, steps } = await desk.operation(rollback.id);
    expect(state.is).toBe('done');
    expect(steps['watch-surfaces']).toMatchObject({
      evidence: { lateDeprecated: `${CORE}@1.2.0, ${JS}@1.2.0` },
    });
  });

  it('is left as a person has deprecated it meanwhile', async () => {
    const { superseded } = await rolledBackUnseen();
    await minutes(desk, 5);
    const before = writes();
    desk.world.scm.onRun(async () => {
      desk.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'next' });
      await desk.world.registry.deprecate({ name: CORE, version: '1.2.0', message: 'not this one' });
    });

    await dispatchArrives(desk, superseded);
    await minutes(desk, 15);

    expect([messageOf(CORE), writes() - before]).toEqual(['not this one', 1]);
  });

  it('is handed over where npm wants a person, and read back when that has done it', async () => {
    const { superseded, rollback } = await rolledBackUnseen();
    await minutes(desk, 5);
    desk.world.registry.failNext('deprecate', OTP);
    publishEarly([CORE]);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 1);

    expect((await desk.operation(rollback.id)).state).toMatchObject({
      is: 'stopped',
      step: 'watch-surfaces',
      trouble: { code: 'hand-over', command: commandFor(CORE) },
    });
    expect(timesToldOf(superseded)).toBe(0);
    await desk.world.registry.deprecate({ name: CORE, version: '1.2.0', message: 'by hand' });
    await minutes(desk, 10);
    expect((await desk.operation(rollback.id)).state.is).toBe('done');
    expect(said(superseded)).toContain(`${DEPRECATED} ${CORE}@1.2.0.`);
  });

  it('is looked at again where the write’s answer was lost', async () => {
    const { superseded } = await rolledBackUnseen();
    await minutes(desk, 5);
    const before = writes();
    desk.world.registry.acceptThenFail('deprecate');
    publishEarly([CORE]);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 2);

    expect([messageOf(CORE), writes() - before]).toEqual([takenBack(CORE, '1.0.0'), 1]);
  });
});

describe('what a late run publishes after the watch', () => {
  /** The rollback has ended, and the run appears only now. */
  async function appearsAfterwards(): Promise<{ superseded: Operation; rollback: Operation }> {
    const { superseded, rollback } = await rolledBackUnseen();
    await minutes(desk, 16);
    expect((await desk.operation(rollback.id)).state.is).toBe('done');
    return { superseded, rollback };
  }

  it('is deprecated once all the same, journalled before and after', async () => {
    const { superseded, rollback } = await appearsAfterwards();
    const before = writes();
    desk.letWorkflowRun();

    await dispatchArrives(desk, superseded);
    await minutes(desk, 2);

    expect(NAMES.map((name) => messageOf(name))).toEqual(NAMES.map((name) => takenBack(name, '1.0.0')));
    expect(writes() - before).toBe(2);
    expect(said(superseded)).toContain('appeared late and has ended (success).');
    expect(said(superseded)).toContain(`${DEPRECATED} ${CORE}@1.2.0, ${JS}@1.2.0.`);
    expect(timesToldOf(superseded)).toBe(1);
    expect((await eventsOf(rollback)).slice(-3)).toEqual(['finished', 'deprecating', 'deprecating']);
    expect((await eventsOf(superseded)).slice(-1)).toEqual(['late-published']);
    expect(await desk.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
    await minutes(desk, 5);
    expect(writes() - before).toBe(2);
  });

  it('is looked at again where an answer was lost, and waited for where npm is away', async () => {
    const { superseded } = await appearsAfterwards();
    const before = writes();
    desk.world.registry.acceptThenFail('deprecate');
    desk.letWorkflowRun();
    desk.world.registry.failNext('primary', 'unknown', 6);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 5);

    expect(NAMES.map((name) => messageOf(name))).toEqual(NAMES.map((name) => takenBack(name, '1.0.0')));
    expect(writes() - before).toBe(2);
    expect(timesToldOf(superseded)).toBe(1);
  });

  it('is a person’s to deprecate where npm wants one: asked once, and said when it is read back', async () => {
    const { superseded } = await appearsAfterwards();
    const before = writes();
    desk.world.registry.failNext('deprecate', OTP);
    publishEarly([CORE]);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 5);

    expect([messageOf(CORE), writes() - before]).toEqual([undefined, 1]);
    expect(said(superseded).split(commandFor(CORE))).toHaveLength(2);
    expect(timesToldOf(superseded)).toBe(0);
    await desk.world.registry.deprecate({ name: CORE, version: '1.2.0', message: 'by hand' });
    await minutes(desk, 1);
    expect(said(superseded)).toContain(`${DEPRECATED} ${CORE}@1.2.0.`);
  });

  it('that nobody could deprecate in time is said to stay, with the command', async () => {
    const { superseded } = await appearsAfterwards();
    desk.world.registry.failNext('deprecate', 'unknown', 1_000);
    publishEarly([CORE]);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 60);

    expect(said(superseded)).toContain(
      `What its late run has published is not deprecated: ${CORE}@1.2.0. ${commandFor(CORE)}`,
    );
  });

  it('waits for the patch that moves the same packages: one writer at a time', async () => {
    const { superseded, rollback } = await rolledBackUnseen();
    await minutes(desk, 5);
    await unlock(desk);
    makeReady(desk.world, '1.2.1');
    const asked = await planRelease(desk, { version: 'v1.2.1' });
    if (asked.is !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(asked)}`);
    await desk.work(2_000);
    const patch = await desk.operation(asked.operation);
    await desk.approve(patch);
    await minutes(desk, 1);
    expect((await desk.operation(rollback.id)).state).toMatchObject({ is: 'superseded', by: patch.id });
    publishEarly();
    const before = writes();
    await dispatchArrives(desk, superseded);
    await minutes(desk, 2);
    expect([messageOf(CORE), writes() - before]).toEqual([undefined, 0]);

    const run = desk.world.scm.runs.find(({ inputs }) => inputs['operation'] === patch.id);
    if (run === undefined) throw new Error('the patch was not dispatched');
    await desk.world.runWorkflow(run);
    await minutes(desk, 3);

    expect((await desk.operation(patch.id)).state.is).toBe('done');
    expect([latest(desk, 'navi-core'), messageOf(CORE), messageOf(CORE, '1.2.1')]).toEqual([
      '1.2.1',
      takenBack(CORE, '1.0.0'),
      undefined,
    ]);
  });
});

describe('what no rollback was confirmed to deprecate', () => {
  it('stays where only the CDN was to go back, and the thread says what it is', async () => {
    const superseded = await dispatchLost(desk);
    await rollBack(desk, { target: 'v1.0.0', reason: 'drill', cdnOnly: true });
    await minutes(desk, 5);
    desk.letWorkflowRun();

    await dispatchArrives(desk, superseded);
    await minutes(desk, 15);

    expect(writes()).toBe(0);
    expect(said(superseded)).toContain(`no rollback was to deprecate stays: ${CORE}@1.2.0, ${JS}@1.2.0.`);
  });

  it('stays where the release was approved while the rollback was being planned', async () => {
    const asked = await desk.request();
    const reading = desk.world.objects.pauseNext('digest');
    const asking = rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await reading.reached;
    publishEarly([CORE]);
    await desk.approve(asked);
    await desk.work(20_000);
    reading.resume();
    await asking;
    await minutes(desk, 15);

    expect(messageOf(CORE)).toBeUndefined();
    expect(said(asked)).toContain(`no rollback was to deprecate stays: ${CORE}@1.2.0.`);
  });

  it('a run that has published nothing leaves nothing to be said', async () => {
    const { superseded } = await rolledBackUnseen();
    await minutes(desk, 16);
    const before = writes();

    await dispatchArrives(desk, superseded);
    await minutes(desk, 2);

    expect(writes()).toBe(before);
    expect(said(superseded)).toContain('appeared late and has ended (cancelled).');
    expect(timesToldOf(superseded)).toBe(0);
  });
});

describe('a plan that was changed in the database after it was confirmed', () => {
  it('lets nothing be deprecated', async () => {
    const { superseded, rollback } = await rolledBackUnseen();
    await minutes(desk, 16);
    const before = writes();
    const { plan, ...kept } = await desk.operation(rollback.id);
    await desk.store.transaction((tx) =>
      tx.operations.save({ ...kept, plan: { ...plan, hash: 'f'.repeat(64) } }),
    );
    desk.letWorkflowRun();

    await dispatchArrives(desk, superseded);
    await minutes(desk, 5);

    expect([messageOf(CORE), writes() - before]).toEqual([undefined, 0]);
  });
});

describe('a rollback of a release whose run is known', () => {
  it('looks for nothing more on npm than before', async () => {
    await release(desk);
    await rollBack(desk);
    await minutes(desk, 2);
    const watched = await desk.store.transaction((tx) => tx.operations.open());
    expect(watched[0]?.steps['watch-surfaces']).toMatchObject({ is: 'pending' });
    const before = desk.world.registry.calls.length;

    await minutes(desk, 2);

    // The two tags that it gave back, every 15 seconds.
    expect(desk.world.registry.calls.length - before).toBeLessThanOrEqual(2 * 9);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/domain/operation.ts';
import { planRelease, unlock } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import {
  CORE,
  commandFor,
  DEPRECATED,
  dispatchArrives,
  JS,
  messageOf,
  minutes,
  NAMES,
  OTP,
  publishEarly,
  rolledBackUnseen,
  said,
  takenBack,
  timesToldOf,
  writes,
} from './late.ts';
import { makeReady } from './model/world-deeds.ts';
import { latest } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

async function eventsOf({ id }: Operation): Promise<string[]> {
  const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  return rows.map(({ row }) => row.event);
}

describe('what a late run publishes after the watch', () => {
  /** The rollback has ended, and the run appears only now. */
  async function appearsAfterwards(): Promise<{ superseded: Operation; rollback: Operation }> {
    const { superseded, rollback } = await rolledBackUnseen(desk);
    await minutes(desk, 16);
    expect((await desk.operation(rollback.id)).state.is).toBe('done');
    return { superseded, rollback };
  }

  it('is deprecated once all the same, journalled before and after', async () => {
    const { superseded, rollback } = await appearsAfterwards();
    const before = writes(desk);
    desk.letWorkflowRun();

    await dispatchArrives(desk, superseded);
    await minutes(desk, 2);

    expect(NAMES.map((name) => messageOf(desk, name))).toEqual(NAMES.map((name) => takenBack(name)));
    expect(writes(desk) - before).toBe(2);
    expect(said(desk, superseded)).toContain('appeared late and has ended (success).');
    expect(said(desk, superseded)).toContain(`${DEPRECATED} ${CORE}@1.2.0, ${JS}@1.2.0.`);
    expect(timesToldOf(desk, superseded)).toBe(1);
    expect((await eventsOf(rollback)).slice(-3)).toEqual(['finished', 'deprecating', 'deprecating']);
    expect((await eventsOf(superseded)).slice(-1)).toEqual(['late-published']);
    expect(await desk.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
    await minutes(desk, 5);
    expect(writes(desk) - before).toBe(2);
  });

  it('is looked at again where an answer was lost, and waited for where npm is away', async () => {
    const { superseded } = await appearsAfterwards();
    const before = writes(desk);
    desk.world.registry.acceptThenFail('deprecate');
    desk.letWorkflowRun();
    desk.world.registry.failNext('primary', 'unknown', 6);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 5);

    expect(NAMES.map((name) => messageOf(desk, name))).toEqual(NAMES.map((name) => takenBack(name)));
    expect(writes(desk) - before).toBe(2);
    expect(timesToldOf(desk, superseded)).toBe(1);
  });

  it('is a person’s to deprecate where npm wants one: asked once, and said when it is read back', async () => {
    const { superseded } = await appearsAfterwards();
    const before = writes(desk);
    desk.world.registry.failNext('deprecate', OTP);
    publishEarly(desk, [CORE]);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 5);

    expect([messageOf(desk, CORE), writes(desk) - before]).toEqual([undefined, 1]);
    expect(said(desk, superseded).split(commandFor(CORE))).toHaveLength(2);
    expect(timesToldOf(desk, superseded)).toBe(0);
    await desk.world.registry.deprecate({ name: CORE, version: '1.2.0', message: 'by hand' });
    await minutes(desk, 1);
    expect(said(desk, superseded)).toContain(`${DEPRECATED} ${CORE}@1.2.0.`);
  });

  it('that nobody could deprecate in time is said to stay, with the command', async () => {
    const { superseded } = await appearsAfterwards();
    desk.world.registry.failNext('deprecate', 'unknown', 1_000);
    publishEarly(desk, [CORE]);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 60);

    expect(said(desk, superseded)).toContain(
      `What its late run has published is not deprecated: ${CORE}@1.2.0. ${commandFor(CORE)}`,
    );
  });

  it('waits for the patch that moves the same packages: one writer at a time', async () => {
    const { superseded, rollback } = await rolledBackUnseen(desk);
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
    publishEarly(desk);
    const before = writes(desk);
    await dispatchArrives(desk, superseded);
    await minutes(desk, 2);
    expect([messageOf(desk, CORE), writes(desk) - before]).toEqual([undefined, 0]);

    const run = desk.world.scm.runs.find(({ inputs }) => inputs['operation'] === patch.id);
    if (run === undefined) throw new Error('the patch was not dispatched');
    await desk.world.runWorkflow(run);
    await minutes(desk, 3);

    expect((await desk.operation(patch.id)).state.is).toBe('done');
    expect([latest(desk, 'navi-core'), messageOf(desk, CORE), messageOf(desk, CORE, '1.2.1')]).toEqual([
      '1.2.1',
      takenBack(CORE),
      undefined,
    ]);
  });
});

describe('a plan that was changed in the database after it was confirmed', () => {
  it('lets nothing be deprecated', async () => {
    const { superseded, rollback } = await rolledBackUnseen(desk);
    await minutes(desk, 16);
    const before = writes(desk);
    const { plan, ...kept } = await desk.operation(rollback.id);
    await desk.store.transaction((tx) =>
      tx.operations.save({ ...kept, plan: { ...plan, hash: 'f'.repeat(64) } }),
    );
    desk.letWorkflowRun();

    await dispatchArrives(desk, superseded);
    await minutes(desk, 5);

    expect([messageOf(desk, CORE), writes(desk) - before]).toEqual([undefined, 0]);
  });
});

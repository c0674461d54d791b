import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { release, rollBack } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import {
  CORE,
  commandFor,
  DEPRECATED,
  dispatchArrives,
  dispatchLost,
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

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

describe('what a late run publishes while the rollback watches', () => {
  it('is deprecated once, as the rollback was confirmed to, and the thread says so', async () => {
    const { superseded, rollback } = await rolledBackUnseen(desk);
    await minutes(desk, 5);
    const before = writes(desk);
    publishEarly(desk);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 2);

    expect(NAMES.map((name) => messageOf(desk, name))).toEqual(NAMES.map((name) => takenBack(name)));
    expect([messageOf(desk, CORE, '1.1.0'), messageOf(desk, CORE, '1.0.0')]).toEqual([undefined, undefined]);
    expect(desk.world.scm.runs).toMatchObject([{ conclusion: 'cancelled' }]);
    await minutes(desk, 15);
    expect(writes(desk) - before).toBe(2);
    expect(said(desk, superseded)).toContain('appeared late and has ended (cancelled).');
    expect(said(desk, superseded)).toContain(`${DEPRECATED} ${CORE}@1.2.0, ${JS}@1.2.0.`);
    expect(timesToldOf(desk, superseded)).toBe(1);
    const { state, steps } = await desk.operation(rollback.id);
    expect(state.is).toBe('done');
    expect(steps['watch-surfaces']).toMatchObject({
      evidence: { lateDeprecated: `${CORE}@1.2.0, ${JS}@1.2.0` },
    });
  });

  it('is left as a person has deprecated it meanwhile', async () => {
    const { superseded } = await rolledBackUnseen(desk);
    await minutes(desk, 5);
    const before = writes(desk);
    desk.world.scm.onRun(async () => {
      desk.world.registry.publish({ name: CORE, version: '1.2.0', tag: 'next' });
      await desk.world.registry.deprecate({ name: CORE, version: '1.2.0', message: 'not this one' });
    });

    await dispatchArrives(desk, superseded);
    await minutes(desk, 15);

    expect([messageOf(desk, CORE), writes(desk) - before]).toEqual(['not this one', 1]);
  });

  it('is handed over where npm wants a person, and read back when that has done it', async () => {
    const { superseded, rollback } = await rolledBackUnseen(desk);
    await minutes(desk, 5);
    desk.world.registry.failNext('deprecate', OTP);
    publishEarly(desk, [CORE]);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 1);

    expect((await desk.operation(rollback.id)).state).toMatchObject({
      is: 'stopped',
      step: 'watch-surfaces',
      trouble: { code: 'hand-over', command: commandFor(CORE) },
    });
    expect(timesToldOf(desk, superseded)).toBe(0);
    await desk.world.registry.deprecate({ name: CORE, version: '1.2.0', message: 'by hand' });
    await minutes(desk, 10);
    expect((await desk.operation(rollback.id)).state.is).toBe('done');
    expect(said(desk, superseded)).toContain(`${DEPRECATED} ${CORE}@1.2.0.`);
  });

  it('is looked at again where the write’s answer was lost', async () => {
    const { superseded } = await rolledBackUnseen(desk);
    await minutes(desk, 5);
    const before = writes(desk);
    desk.world.registry.acceptThenFail('deprecate');
    publishEarly(desk, [CORE]);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 2);

    expect([messageOf(desk, CORE), writes(desk) - before]).toEqual([takenBack(CORE), 1]);
  });
});

describe('what is owed by a record that was changed', () => {
  it('is not written, and the owners are called once', async () => {
    const { superseded, rollback } = await rolledBackUnseen(desk);
    await minutes(desk, 16);
    const before = writes(desk);
    await desk.store.transaction(async (tx) => {
      const row = await tx.operations.lock(rollback.id);
      if (row === undefined) throw new Error('gone');
      const steps = row.plan.content.steps.map((step) =>
        step.kind === 'deprecate' ? { ...step, params: { ...step.params, message: 'use mine' } } : step,
      );
      const content = { ...row.plan.content, steps };
      await tx.operations.save({ ...row, plan: { ...row.plan, content } });
    });
    publishEarly(desk);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 5);

    expect(writes(desk)).toBe(before);
    expect(NAMES.map((name) => messageOf(desk, name))).toEqual([undefined, undefined]);
    const calls = desk.world.chat.posts.filter(({ key }) => key.includes(':tampered:'));
    expect(calls.map(({ message }) => JSON.stringify(message))).toEqual([
      expect.stringContaining(`the record of ${rollback.id}, which was to deprecate that, was changed`),
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

    expect(writes(desk)).toBe(0);
    expect(said(desk, superseded)).toContain(
      `no rollback was to deprecate stays: ${CORE}@1.2.0, ${JS}@1.2.0.`,
    );
  });

  it('stays where the release was approved while the rollback was being planned', async () => {
    const asked = await desk.request();
    const reading = desk.world.objects.pauseNext('digest');
    const asking = rollBack(desk, { target: 'v1.0.0', reason: 'drill' });
    await reading.reached;
    publishEarly(desk, [CORE]);
    await desk.approve(asked);
    await desk.work(20_000);
    reading.resume();
    await asking;
    await minutes(desk, 15);

    expect(messageOf(desk, CORE)).toBeUndefined();
    expect(said(desk, asked)).toContain(`no rollback was to deprecate stays: ${CORE}@1.2.0.`);
  });

  it('a run that has published nothing leaves nothing to be said', async () => {
    const { superseded } = await rolledBackUnseen(desk);
    await minutes(desk, 16);
    const before = writes(desk);

    await dispatchArrives(desk, superseded);
    await minutes(desk, 2);

    expect(writes(desk)).toBe(before);
    expect(said(desk, superseded)).toContain('appeared late and has ended (cancelled).');
    expect(timesToldOf(desk, superseded)).toBe(0);
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

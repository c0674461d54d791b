import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/domain/message.ts';
import type { Operation } from '../../src/domain/operation.ts';
import type { StepIo } from '../../src/engine/step.ts';
import { watchSurfaces } from '../../src/flow/steps/watch-surfaces.ts';
import { loaderText } from '../fakes/story.ts';
import { planRelease, release, rollBack, unlock } from './deeds.ts';
import { openDesk, type TestDesk } from './desk.ts';
import { makeReady } from './model/world-deeds.ts';
import { codes, latest, POINTER, pointerText } from './seen.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

/** v1.2.0 was released, and rolled back to v1.1.0 half a minute ago. */
async function rolledBack(): Promise<Operation> {
  await release(desk);
  const { id } = await rollBack(desk);
  await desk.work(30_000);
  return desk.operation(id);
}

async function ask(version: string): Promise<Message> {
  makeReady(desk.world, version.slice(1));
  return planRelease(desk, { version });
}

/** The patch release that the rollback's card tells people to make: unlocked, asked for, its card delivered. */
async function askedForPatch(version = 'v1.2.1'): Promise<Operation> {
  await unlock(desk);
  const answer = await ask(version);
  if (answer.is !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
  await desk.work(2_000);
  return desk.operation(answer.operation);
}

async function eventsOf({ id }: Operation): Promise<string[]> {
  const rows = await desk.store.transaction((tx) => tx.journal.of({ kind: 'operation', id }));
  return rows.map(({ row }) => row.event);
}

describe('while a rollback only watches', () => {
  it('a patch is planned and released once the line is unlocked, and its approval ends the watch', async () => {
    const rollback = await rolledBack();
    expect(rollback.steps['watch-surfaces']).toMatchObject({ is: 'pending' });
    const patch = await askedForPatch();
    expect((await desk.operation(rollback.id)).state.is).toBe('running');
    expect(await desk.use.status()).toMatchObject({
      report: {
        underWay: [
          {
            operation: rollback.id,
            waitsFor: expect.stringMatching(/^the end of the watch/),
            safety: { clean: 2 },
          },
          { operation: patch.id, state: 'awaiting-approval', safety: null },
        ],
        locked: [],
        undelivered: [],
      },
    });

    expect(await desk.approve(patch)).toMatchObject({ is: 'accepted' });
    expect((await desk.operation(rollback.id)).state).toMatchObject({ is: 'superseded', by: patch.id });
    await desk.work(900_000);

    expect((await desk.operation(patch.id)).state.is).toBe('done');
    expect(pointerText(desk)).toBe(loaderText('1.2.1'));
    expect([latest(desk, 'navi-core'), latest(desk, 'navi-js')]).toEqual(['1.2.1', '1.2.1']);
    expect((await eventsOf(rollback)).slice(-1)).toEqual(['superseded']);
    const card = desk.world.chat.posts.find((post) => post.key === `card:${rollback.id}`);
    expect(JSON.stringify(card?.message)).toContain(`${patch.id} took over, so monitoring ended early`);
    expect(await desk.store.transaction((tx) => tx.journal.verify())).toMatchObject({ is: 'whole' });
  });

  it('whoever approves the patch is told on its card that this ends the watch', async () => {
    const rollback = await rolledBack();

    expect((await askedForPatch()).shown.verdicts).toContainEqual({
      gate: 'no conflicting release',
      is: 'warn',
      evidence: `${rollback.id} still monitors its rollback; that ends when this is approved`,
    });
  });

  it('the lock holds until it is opened, and what is not given back yet is in the way', async () => {
    await rolledBack();
    expect(codes(await ask('v1.2.1'))).toEqual(['line-locked']);
  });

  it('a rollback that has not given everything back yet stays in the way', async () => {
    await release(desk);
    await rollBack(desk);
    await unlock(desk);

    expect(codes(await ask('v1.2.1'))).toEqual(['surface-held']);
  });

  it('so does one whose watch has raised an alarm', async () => {
    const rollback = await rolledBack();
    desk.world.objects.put({ path: POINTER, text: 'who are you' });
    await desk.work(30_000);
    expect((await desk.operation(rollback.id)).state.is).toBe('stopped');
    await unlock(desk);

    expect(codes(await ask('v1.2.1'))).toEqual(['surface-held']);
  });
});

describe('while the patch waits for its approval', () => {
  it('a late write is still taken back, and the approval then wants a look at what moved', async () => {
    const rollback = await rolledBack();
    const patch = await askedForPatch();

    desk.world.objects.put({ path: POINTER, text: loaderText('1.2.0') });
    await desk.work(40_000);

    expect(pointerText(desk)).toBe(loaderText('1.1.0'));
    expect((await desk.operation(rollback.id)).state.is).toBe('running');
    expect(codes(await desk.approve(patch))).toEqual(['plan-changed']);
    expect((await desk.operation(rollback.id)).state.is).toBe('running');
    await desk.work(2_000);
    await desk.approve(await desk.operation(patch.id));
    expect((await desk.operation(rollback.id)).state.is).toBe('superseded');
  });

  it('a patch that is rejected leaves the watch running to its end', async () => {
    const rollback = await rolledBack();
    const patch = await askedForPatch();
    const click = await desk.click(patch, 'ben');

    await desk.use.reject({ ...click, planHash: patch.plan.hash, reason: 'not today' });
    await desk.work(900_000);

    const { state, steps } = await desk.operation(rollback.id);
    expect(state.is).toBe('done');
    expect(steps['watch-surfaces']).toMatchObject({ evidence: { watchedSeconds: 600 } });
  });

  it('a rollback asked for again joins the one that watches, and one to another target takes over from both', async () => {
    const rollback = await rolledBack();
    const patch = await askedForPatch();

    expect(await rollBack(desk, { target: 'v1.1.0' })).toMatchObject({ id: rollback.id });
    expect((await desk.operation(patch.id)).state.is).toBe('awaiting-approval');

    const further = await rollBack(desk, { target: 'v1.0.0', reason: 'it hurts' });
    expect((await desk.operation(rollback.id)).state).toMatchObject({ is: 'superseded', by: further.id });
    expect((await desk.operation(patch.id)).state).toMatchObject({ is: 'superseded', by: further.id });
    await desk.work(900_000);
    expect(pointerText(desk)).toBe(loaderText('1.0.0'));
  });

  it('an alarm that was raised meanwhile ends with the watch: whoever approves has seen what moved', async () => {
    const rollback = await rolledBack();
    const patch = await askedForPatch();
    desk.world.objects.put({ path: POINTER, text: 'who are you' });
    await desk.work(40_000);
    expect((await desk.operation(rollback.id)).state.is).toBe('stopped');

    expect(codes(await desk.approve(patch))).toEqual(['plan-changed']);
    await desk.work(2_000);
    await desk.approve(await desk.operation(patch.id));
    await desk.work(900_000);

    expect((await desk.operation(rollback.id)).state).toMatchObject({ is: 'superseded', by: patch.id });
    expect(pointerText(desk)).toBe(loaderText('1.2.1'));
  });
});

describe('a watch that is ended while it looks', () => {
  it('takes nothing back any more', async () => {
    const rollback = await rolledBack();
    const patch = await askedForPatch();
    // What it is about to find would be taken back: the bytes of the release that it took back.
    const look = desk.world.objects.pauseNext('read');
    const working = desk.work(60_000);
    await look.reached;
    await desk.approve(patch);
    desk.world.objects.put({ path: POINTER, text: loaderText('1.2.0') });
    look.resume();
    await working;

    expect((await desk.operation(rollback.id)).state.is).toBe('superseded');
    expect(pointerText(desk)).toBe(loaderText('1.2.0'));
    expect((await eventsOf(rollback)).slice(-1)).toEqual(['superseded']);
  });

  it('takes back the pointer that it saw and no newer one, though it was held up and the bytes are the same', async () => {
    const operation = await rolledBack();
    const watch = operation.plan.content.steps.find((step) => step.kind === 'watch-surfaces');
    if (watch === undefined) throw new Error('it watches nothing');
    const at = '2026-11-23T09:00:00.000Z';
    const io: StepIo = {
      use: desk.world,
      operation,
      settings: desk.ground.settings,
      state: { is: 'waiting' },
      now: new Date(at),
      begunAt: at,
      retries: 0,
    };
    desk.world.objects.put({ path: POINTER, text: loaderText('1.2.0') });
    const looked = await watchSurfaces.open(watch)?.observe(io);
    // As a release does whose loader did not change since the one that was taken back.
    desk.world.objects.put({ path: POINTER, text: loaderText('1.2.0') });

    await expect(looked?.is === 'absent' ? looked.act?.(io) : undefined).rejects.toThrow();
    expect(pointerText(desk)).toBe(loaderText('1.2.0'));
  });
});

describe('a release of another line that moves the same packages', () => {
  it('has the watch give way too, and ends it when it is approved: its own moves are no alarm', async () => {
    const rollback = await rolledBack();
    const answer = await ask('v2.0.0');
    if (answer.is !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
    await desk.work(2_000);
    expect((await desk.operation(rollback.id)).state.is).toBe('running');

    await desk.approve(await desk.operation(answer.operation));
    await desk.work(900_000);

    expect((await desk.operation(answer.operation)).state.is).toBe('done');
    expect((await desk.operation(rollback.id)).state).toMatchObject({
      is: 'superseded',
      by: answer.operation,
    });
    expect([latest(desk, 'navi-core'), pointerText(desk)]).toEqual(['2.0.0', loaderText('1.1.0')]);
  });
});
